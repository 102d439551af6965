"""The browser: pages and fragments for every object, derived from descriptors and layouts.

`visit` says who asks; `links` names addresses; `lists`, `forms` and `pages` prepare what templates show; `render`
writes the cells of tables; `views` answer, one domain call each.
"""
