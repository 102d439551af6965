// The drawn calendar, beside the table that stands on the page.
import "../views/calendar.js";
