"""SL760 to SL769: rulesets held against each other, and the projects they are tried on."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL760": Message(
        "error",
        "规则 {ruleset} 把同批项目互相比较，不能逐个项目对比两套规则",
        "the ruleset {ruleset} compares the projects of a run with each other, so that two rulesets cannot be compared project by project",
        "请不带 --corpus 对比规则本身；得分用 `scorelib score 文件夹 --ruleset …` 各算一次",
        "compare the rulesets without --corpus; for points run `scorelib score FOLDER --ruleset …` with each",
        "名次、均值之类的得分取决于同批的其他项目；少了一个项目，别人的得分也变，不能归因于某一处改动。",
        "Points that depend on ranks or means change with the other projects of the run; they cannot be put down to one change of a rule.",
    ),
    "SL761": Message(
        "error",
        "`{paths}` 里没有项目",
        "there is no project in `{paths}`",
        "请给项目文件、装有项目的文件夹、每行一个项目的 .ndjson，或项目表 .csv、.parquet",
        "give project files, a folder of them, an .ndjson with one a line, or a table (.csv, .parquet)",
        "没有项目就不能说谁的得分会变；“没有变化”会让人误解。",
        "Without a project nobody's points can be said to change or not.",
    ),
}
