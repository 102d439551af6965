"""The designer's words: everything its scripts say, in the reader's language."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """The words by the name the scripts know them by."""
    return {
        **_say(),
        **_state(),
        **_kind_1(),
        **_kind_2(),
        **_add(),
        **_panel_1(),
        **_panel_2(),
        **_panel_3(),
        **_panel_4(),
        **_rules_1(),
        **_rules_2(),
        **_steps_1(),
        **_steps_2(),
    }


def _say() -> dict[str, str]:
    return {
        "also_here": _("%(names)s is editing this too"),
        "added": _("Added %(name)s"),
        "removed": _("Removed %(name)s"),
        "moved": _("%(name)s: place %(place)s of %(count)s in %(holder)s"),
        "copied": _("Copied %(name)s"),
        "copy_of": _("%(name)s (copy)"),
        "dragging": _("Dragging %(name)s; Esc puts it back"),
        "trashed": _("%(name)s goes to the trash when this is published"),
        "undone": _("Undone"),
        "redone": _("Done again"),
        "published": _("Published. Everybody works with this form now."),
        "discarded": _("The draft was discarded."),
        "version_taken": _("The earlier version is in the draft. Publish it to put it in force."),
        "preview_on": _("Preview"),
        "preview_off": _("Preview closed"),
        "changed_by": _("%(name)s has saved this draft. Reload to go on with it."),
        "offline": _("The server could not be reached. Your changes are still here."),
    }


def _state() -> dict[str, str]:
    return {
        "unsaved": _("Not saved yet"),
        "saving": _("Saving …"),
        "draft_saved": _("Draft saved"),
        "draft_kept": _("Unpublished draft"),
        "as_published": _("As published"),
        "not_saved": _("Not saved"),
        "newer_draft": _("Newer draft on the server"),
        "two_versions": _("Two versions of this draft"),
        "theirs": _("Theirs"),
        "mine": _("Yours"),
        "take_theirs": _("Go on with theirs"),
        "keep_mine": _("Keep yours"),
    }


def _kind_1() -> dict[str, str]:
    return {
        "form": _("Form"),
        "tab": _("Tab"),
        "tabs": _("Tabs"),
        "section": _("Section"),
        "field": _("Field"),
        "separator": _("Separator"),
        "text": _("Text"),
        "button": _("Button"),
        "lines": _("Lines"),
        "related": _("Related list"),
        "column": _("Column"),
        "selection": _("Selection"),
        "general": _("General"),
        "untitled_section": _("Section without a title"),
        "hidden_field": _("Hidden field"),
        "nameless": _("Without a name"),
        "fresh": _("New"),
        "computed": _("Computed"),
        "has_rules": _("has rules"),
        "required": _("Required"),
        "unique": _("Unique"),
        "one_column": _("1 column"),
        "n_columns": _("%(count)s columns"),
        "default_columns": _("The usual columns"),
        "totals": _("Totals"),
        "write_text": _("Write a text"),
        "choose_action": _("Choose an action"),
        "drop_here": _("Drop a field here, or press Enter on one in the list"),
        "add_field": _("Add field"),
        "add_tab": _("Add tab"),
        "standard_form": _("Standard form of %(object)s"),
        "blank_title": _("An empty form"),
        "blank_text": _("Begin with a template, or drag fields in from the left."),
        "start_one": _("One column"),
    }


def _kind_2() -> dict[str, str]:
    return {
        "start_two": _("Two columns, long texts below"),
        "start_tabs": _("Tabs: details, lines, related"),
        "start_shipped": _("Like the shipped form"),
        "start_over": _("Begin with a template"),
        "start_over_help": _("It takes the place of what is in the form now; undo brings that back."),
        "start_made": _("This form lays itself out. Drag fields where you want them, or begin with a template."),
        "filled": _("Filled: %(name)s"),
    }


def _add() -> dict[str, str]:
    return {
        "find_element": _("Find an element"),
        "unused_fields": _("Not in this form"),
        "all_used": _("Every field has its place."),
        "new_field": _("New field"),
        "new_following": _("New computed field"),
        "arrange": _("Arrange"),
        "lists": _("Lists"),
        "columns_of": _("Columns of %(name)s"),
        "section_1": _("Section, 1 column"),
        "section_n": _("Section, %(count)s columns"),
        "nothing_found": _("Nothing found."),
        "add": _("Add"),
        "outline": _("Outline"),
    }


def _panel_1() -> dict[str, str]:
    return {
        "properties": _("Properties"),
        "panel_about": _("Properties"),
        "panel_rules": _("Rules"),
        "panel_rights": _("Field rights"),
        "tools": _("Tools"),
        "move_up": _("Move up"),
        "move_down": _("Move down"),
        "copy": _("Copy"),
        "remove": _("Remove"),
        "name": _("Name"),
        "label": _("Label"),
        "help": _("Help text"),
        "columns": _("Columns"),
        "width": _("Width"),
        "auto": _("Auto"),
        "whole": _("Whole"),
        "texts": _("Help and placeholder"),
        "placeholder": _("Placeholder"),
        "values": _("Values"),
        "only_here": _("Only in this form"),
        "label_here": _("Label in this form"),
        "help_here": _("Help text in this form"),
        "shown_as": _("Shown as"),
        "usual": _("As usual"),
        "widget_radios": _("All choices side by side"),
        "widget_switch": _("Switch"),
        "widget_tall": _("High box"),
        "type": _("Type"),
        "convert_help": _("Another type converts the values; what does not fit is shown before publishing."),
        "links_to": _("Links to"),
        "choose_object": _("Choose an object"),
        "on_delete": _("When the linked record is deleted"),
        "on_delete_protect": _("keep: cannot be deleted while linked"),
        "on_delete_set_null": _("empty the link"),
    }


def _panel_2() -> dict[str, str]:
    return {
        "on_delete_cascade": _("delete as well"),
        "required_by_module": _("The module that ships the field needs it."),
        "default": _("Default"),
        "default_date": _("A date, or “today”."),
        "minimum": _("Smallest value"),
        "maximum": _("Largest value"),
        "max_length": _("Most characters"),
        "searchable": _("Found by the search"),
        "sensitive": _("Sensitive"),
        "sensitive_help": _("Hidden from every role until it is granted."),
        "as_before": _("As before"),
        "trash_field": _("Field to the trash"),
        "key_later": _("The key is made from the label."),
        "hidden_help": _("You may not see this field. It keeps its place."),
        "choices": _("Choices"),
        "add_choice": _("Add choice"),
        "choice_name": _("Choice %(number)s"),
        "tone": _("Tone"),
        "tone_none": _("No tone"),
        "tone_neutral": _("Neutral"),
        "tone_active": _("Active"),
        "tone_waiting": _("Waiting"),
        "tone_good": _("Good"),
        "tone_bad": _("Bad"),
        "formula": _("Formula"),
        "formula_help": _("Fields in square brackets: [quantity] * [unit_price]"),
        "insert_field": _("Insert a field"),
        "result": _("Result"),
        "rollup": _("Roll-up"),
        "rollup_over": _("Over"),
        "rollup_field": _("Of the field"),
        "figure": _("Figure"),
        "figure_sum": _("Sum"),
        "figure_count": _("Count"),
    }


def _panel_3() -> dict[str, str]:
    return {
        "figure_min": _("Smallest"),
        "figure_max": _("Largest"),
        "figure_avg": _("Average"),
        "lookup": _("Look-up"),
        "lookup_help": _("Always shows the present value of the linked record."),
        "snapshot": _("Snapshot"),
        "snapshot_help": _("Copied when the link is set, and kept."),
        "from_link": _("From the link"),
        "from_field": _("Its field"),
        "choose": _("Choose"),
        "does": _("Does"),
        "open_form": _("Open form %(name)s"),
        "button_help": _("People who may not run the action do not see the button."),
        "totals_help": _("Shown under the lines"),
        "columns_help": _("Shown columns, in their order"),
        "column_help": _("Column of %(name)s. Drag it or use Alt with the arrows."),
        "open_part": _("Open"),
        "n_selected": _("%(count)s selected"),
        "for_roles": _("In force for roles"),
        "for_status": _("In force in status"),
        "form_help": _("Without a role or status it opens by a button only."),
        "standard_help": _("Nothing ticked: in force for everybody."),
        "hints": _("Hints"),
        "no_hints": _("Nothing to complain about."),
        "required_without_place": _("“%(field)s” is required and has no place."),
        "rights_of_section": _("Who sees and changes the fields of this section."),
        "matrix_help": _("All fields and roles at a glance."),
        "open_matrix": _("Rights by role"),
        "role": _("Role"),
        "right": _("Right"),
        "right_usual": _("As usual"),
        "right_hidden": _("Hidden"),
        "right_read": _("Read"),
        "right_write": _("Write"),
    }


def _panel_4() -> dict[str, str]:
    return {
        "right_all": _("Everything"),
        "rights_help": _("Rights take effect when the form is published."),
    }


def _rules_1() -> dict[str, str]:
    return {
        "rule": _("Rule"),
        "add_rule": _("Add rule"),
        "no_rules": _("No rules yet."),
        "rule_nameless": _("Rule without a name"),
        "rule_off": _("Off"),
        "rule_active": _("Rule is in force"),
        "rule_if": _("When"),
        "rule_then": _("Then"),
        "rule_formula": _("Or by a formula"),
        "rule_formula_help": _("For example: [total] > 1000. It takes the place of the conditions."),
        "always": _("Always"),
        "and": _("and"),
        "or": _("or"),
        "joined": _("Which of them"),
        "all_of": _("All"),
        "one_of": _("One"),
        "comparison": _("Comparison"),
        "value": _("Value"),
        "effect": _("Effect"),
        "add_condition": _("Add condition"),
        "add_effect": _("Add effect"),
        "message": _("Message"),
        "whole_record": _("The whole record"),
        "choices_left": _("Choices that are left"),
        "remove_rule": _("Remove rule"),
        "done": _("Done"),
        "op_eq": _("is"),
        "op_ne": _("is not"),
        "op_gt": _("is more than"),
        "op_gte": _("is at least"),
        "op_lt": _("is less than"),
        "op_lte": _("is at most"),
        "op_contains": _("contains"),
        "op_in": _("is one of"),
        "op_is_empty": _("is empty"),
    }


def _rules_2() -> dict[str, str]:
    return {
        "op_not_empty": _("is filled in"),
        "effect_show": _("show"),
        "effect_hide": _("hide"),
        "effect_require": _("require"),
        "effect_lock": _("lock"),
        "effect_set": _("set"),
        "effect_restrict": _("allow only"),
        "effect_warn": _("warn"),
        "effect_refuse": _("refuse to save"),
    }


def _steps_1() -> dict[str, str]:
    return {
        "publish": _("Publish"),
        "publish_now": _("Publish now"),
        "publish_label": _("What this is about"),
        "publish_label_help": _("Shown in the list of versions."),
        "cancel": _("Cancel"),
        "close": _("Close"),
        "versions": _("Versions"),
        "version_n": _("Version %(number)s"),
        "as_shipped": _("As shipped"),
        "reset": _("reset to as shipped"),
        "choose_version": _("Choose a version to compare it."),
        "against_now": _("From what is in force now to this version"),
        "against_other": _("From “%(other)s” to “%(version)s”"),
        "compare_with": _("Compare with"),
        "in_force": _("What is in force now"),
        "no_difference_two": _("There is no difference between them."),
        "no_difference": _("This is what is in force now."),
        "take_version": _("Take this version"),
        "take_version_help": _("It goes into the draft; nothing changes before you publish."),
        "preview": _("Preview"),
        "pv_mode": _("Page"),
        "pv_read": _("Read"),
        "pv_edit": _("Edit"),
        "pv_width": _("Width"),
        "pv_desk": _("Desktop"),
        "pv_phone": _("Phone"),
        "pv_theme": _("Theme"),
        "pv_light": _("Light"),
        "pv_dark": _("Dark"),
        "pv_lang": _("Language"),
        "pv_role": _("As role"),
        "pv_record": _("Record"),
        "as_myself": _("As myself"),
        "this_record": _("The record you came from"),
        "no_records": _("There is no record yet to look at."),
        "shortcuts": _("Keyboard shortcuts"),
    }


def _steps_2() -> dict[str, str]:
    return {
        "undo": _("Undo"),
        "redo": _("Redo"),
        "save_now": _("Save the draft now"),
        "rename": _("Rename"),
        "select_all": _("Select all fields of the tab"),
        "sheet_add": _("Add from the list, or open the properties"),
        "sheet_move": _("Move"),
        "sheet_tab": _("Move a section to another tab"),
        "sheet_walk": _("Walk through the form"),
        "sheet_many": _("Select several"),
        "sheet_escape": _("Let go, or cancel a drag"),
        "yes": _("Yes"),
        "no": _("No"),
        "none": _("None"),
    }
