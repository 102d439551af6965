"""How much a file may bring."""

MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 32_767
MAX_SHEETS = 20
MAX_ENTRIES = 2_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_OUTPUT = 600 * 1024 * 1024
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 150
WALL_SECONDS = 240
# larger files are read by a job
AT_ONCE_BYTES = 1024 * 1024
AT_ONCE_ROWS = 200
BATCH = 500
# rows (and their characters) held at once because others of their record come later in the file
MAX_APART = 50_000
MAX_APART_CHARACTERS = 50_000_000
# how many rows of one file may name each other in a row
MAX_LEVELS = 100
# different values of one column that are matched to records or choices
MAX_VALUES = 5_000
ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 / GBK (简体中文)",
    "big5": "Big5 (繁體中文)",
    "cp1252": "Windows-1252 (Western)",
    "shift_jis": "Shift JIS (日本語)",
    "utf-16": "UTF-16",
}
