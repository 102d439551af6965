// The one script of every page: htmx and our light elements.
import "htmx.org";
import "./parts/bell.js";
import "./parts/dialogs.js";
import "./parts/entry.js";
import "./parts/forms.js";
import "./parts/happened.js";
import "./parts/keys.js";
import "./parts/lines.js";
import "./parts/list.js";
import "./parts/menu.js";
import "./parts/palette.js";
import "./parts/pick.js";
import "./parts/places.js";
import "./parts/shell.js";
import "./parts/tabs.js";
import "./parts/ticks.js";
import "./parts/toasts.js";
