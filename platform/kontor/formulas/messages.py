"""Every sentence the language says, in English and Chinese. (gettext would bring Django in.)"""

SENTENCES: dict[str, tuple[str, str]] = {
    "empty": ("Write a formula.", "请输入公式。"),
    "too_long": ("A formula has at most {limit} characters.", "公式最多 {limit} 个字符。"),
    "too_deep": ("The formula is nested too deeply.", "公式嵌套过深。"),
    "too_many": ("A formula has at most {limit} parts.", "公式最多包含 {limit} 个部分。"),
    "bad_character": ("“{text}” cannot stand here.", "此处不能出现“{text}”。"),
    "unexpected": ("“{text}” is not expected here.", "此处不应出现“{text}”。"),
    "unfinished": ("Something is missing at the end.", "公式结尾不完整。"),
    "bad_number": ("A number has at most {limit} digits.", "数字最多 {limit} 位。"),
    "unknown_field": ("There is no field “{text}”.", "没有字段“{text}”。"),
    "ambiguous_field": (
        "“{text}” is the label of several fields: {keys}. Write the key.",
        "“{text}”是多个字段的名称：{keys}。请改写字段标识。",
    ),
    "no_relation": ("“{text}” leads to no other record.", "“{text}”没有关联到其他记录。"),
    "too_far": ("A path has at most {limit} steps.", "路径最多 {limit} 级。"),
    "no_value": ("“{text}” cannot be used in formulas.", "“{text}”不能用于公式。"),
    "unknown_function": ("There is no function “{text}”.", "没有函数“{text}”。"),
    "wrong_count": (
        "{function} takes {wanted} values, not {given}.",
        "{function} 需要 {wanted} 个值，而不是 {given} 个。",
    ),
    "wrong_type": ("{wanted} is expected here, not {given}.", "此处需要{wanted}，而不是{given}。"),
    "different_types": ("{left} and {right} cannot be compared.", "{left}与{right}不能比较。"),
    "no_order": ("{given} can only be compared by = and <>.", "{given}只能用 = 和 <> 比较。"),
    "no_sum": ("{operator} cannot join {left} and {right}.", "{operator} 不能用于{left}和{right}。"),
    "mixed_results": ("The results must be of one kind: {left} and {right}.", "结果的类型必须一致：{left}和{right}。"),
    "blank_compare": ("Nothing equals BLANK; use ISBLANK.", "任何值都不等于“空”；请使用 是否为空。"),
    "no_choice": ("“{text}” is none of the choices: {choices}.", "“{text}”不是可选项：{choices}。"),
    "constant": ("A plain {wanted} is expected here.", "此处需要直接写出{wanted}。"),
    "number_range": ("A result is beyond 10^18.", "结果超出 10^18。"),
    "text_length": ("A text is longer than {limit} characters.", "文本超过 {limit} 个字符。"),
    "budget": ("The formula takes too much work.", "公式计算量过大。"),
    "date_range": ("A date is out of range.", "日期超出范围。"),
    "not_in_sql": ("{part} cannot be worked out by the database.", "数据库无法计算{part}。"),
}

KINDS: dict[str, tuple[str, str]] = {
    "number": ("a number", "数字"),
    "text": ("a text", "文本"),
    "date": ("a date", "日期"),
    "datetime": ("a time", "日期时间"),
    "boolean": ("yes or no", "是或否"),
    "choice": ("a choice", "选项"),
    "choices": ("several choices", "多个选项"),
    "record": ("a record", "记录"),
    "duration": ("a duration", "时长"),
    "blank": ("blank", "空值"),
}


def kind_name(kind: str, language: str) -> str:
    """What a type is called."""
    english, chinese = KINDS[kind]
    return chinese if language.lower().startswith("zh") else english
