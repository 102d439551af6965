// The form designer; loaded on its own page only.
import "../designer/index.js";
