"""Addresses of the side panel of records, and of notifications."""

from django.urls import URLPattern, path

from kontor.web.views import notifications, side

RECORD = "o/<key:key>/<id:record_id>"

patterns: list[URLPattern] = [
    path(f"{RECORD}/side", side.side, name="side"),
    path(f"{RECORD}/side/new/<key:of>", side.new, name="side_new"),
    path(f"{RECORD}/people", side.people, name="people"),
    path(f"{RECORD}/follow", side.follow, name="follow"),
    path(f"{RECORD}/comments", side.say, name="say"),
    path(f"{RECORD}/comments/<id:comment_id>", side.comment, name="comment"),
    path(f"{RECORD}/comments/<id:comment_id>/delete", side.comment_delete, name="comment_delete"),
    path(f"{RECORD}/comments/<id:comment_id>/former", side.comment_former, name="comment_former"),
    path(f"{RECORD}/attachments", side.attach, name="attach"),
    *(
        path(
            f"{RECORD}/attachments/<id:attachment_id>/{move}", side.attachment_move, {"move": move}, name=f"file_{move}"
        )
        for move in ("remove", "restore")
    ),
    path("notifications", notifications.notifications, name="notifications"),
    path("notifications/bell", notifications.bell, name="bell"),
    path("notifications/read", notifications.read, name="notifications_read"),
    path("notifications/preferences", notifications.preferences, name="notifications_preferences"),
    path("notifications/<id:notification_id>/open", notifications.opened, name="notification_open"),
]
