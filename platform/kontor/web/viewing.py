"""How kinds of views are drawn as icons."""

VIEW_ICONS = {
    "list": "list",
    "board": "square-kanban",
    "calendar": "calendar",
    "gallery": "layout-grid",
    "tree": "list-tree",
    "timeline": "chart-gantt",
}
