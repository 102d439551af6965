// The navigation designer.
import "../views/navigation.js";
