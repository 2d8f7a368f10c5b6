"""A small edition whose tables, rows and columns do not ask every unit for a figure."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """
id = "districts-2024"
version = "1.0"
title = "街道工作年报"
first_year = 2024

[[unit_properties]]
id = "harbour"
label = "有港口"
values = [0, 1]

[[unit_properties]]
id = "covers_own"
label = "只含本单位数"
by_scope = { own = 1, total = 0 }

[[unit_properties]]
id = "area"
label = "面积"
by_kind = { township = 20, department = 0 }

[[sheets]]
id = "works"
name = "工作情况"

[[tables]]
id = "works"
name = "工作表"
sheet = "works"
[[tables.blocks]]
id = "works"
corner = "项目"

[[tables]]
id = "visits"
name = "走访表"
sheet = "works"
applies = "unit.area > 10 or unit.harbour = 1"
[[tables.blocks]]
id = "visits"
corner = "项目"
orientation = "across"
"""
ROWS = """table,row,label_1,kind,unit,minimum,applies
works,roads,道路,count,处,,
works,ships,船舶,count,艘,,unit.harbour = 1
works,offices,办公点,count,处,1,unit.covers_own = 1
works,all,合计,count,处,,
visits,made,走访,count,次,,
"""
COLUMNS = """table,column,label_1,label_2,group,applies
works,old,原有,数量,ways,
works,new,新增,数量,ways,unit.area >= 5 and unit.covers_own = 1
works,total,合计,,,
visits,times,次数,,,
visits,people,人数,,,
"""
RULES = """code,for_each,expression,when,severity,computes,title,remedy
W-01,works rows,total = sum(ways),,hard,yes,合计,核对本行。
W-02,works columns,all = roads + ships + offices,,hard,yes,合计,核对本列。
W-03,works rows only roads,new <= old,,soft,,新增较多,核对新增。
W-04,,visits.made.people >= visits.made.times,,hard,,人次,核对人数。
"""


def write_districts(folder: Path, **changed: str) -> Path:
    """Write the edition; ``changed`` takes the place of single files: settings, rows, columns, rules."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"settings": "edition.toml", "rows": "rows.csv", "columns": "columns.csv", "rules": "rules.csv"}
    given = {"settings": SETTINGS, "rows": ROWS, "columns": COLUMNS, "rules": RULES} | changed
    for name, file in files.items():
        (folder / file).write_text(given[name], encoding="utf-8")
    return folder
