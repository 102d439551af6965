"""The engine's own objects in the navigation, and the tones of states every business knows."""

from kontor.core.labels import L
from kontor.layouts.declare import navigation, tones

navigation(
    L("Administration", "系统管理"),
    ["person", "team", "post", "role", "legal_entity", "company_settings"],
    position=90,
)
tones(
    {
        **dict.fromkeys(("draft", "new", "planned", "none", "prospect"), "neutral"),
        **dict.fromkeys(
            ("open", "confirmed", "approved", "sent", "active", "released", "running", "working"), "active"
        ),
        **dict.fromkeys(("waiting", "in_approval", "on_hold", "part", "assigned", "picked", "packed"), "waiting"),
        **dict.fromkeys(("done", "accepted", "posted", "paid", "full", "won", "delivered", "signed"), "good"),
        **dict.fromkeys(("cancelled", "rejected", "lost", "expired", "overdue", "blocked", "reversed"), "bad"),
    }
)
