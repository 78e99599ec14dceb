"""SL640 to SL649: reports, and runs over forms, that are asked for wrongly."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL640": Message(
        "error",
        "`--layout {layout}` 一次写一个项目，这里可能有几个",
        "`--layout {layout}` is about one project, and here may be several",
        "请逐个项目写，或用 `--layout portfolio`",
        "write them one by one, or give `--layout portfolio`",
        "审核报告、底稿目录和各种表格都只说一个项目；几个项目合在一起看，用汇总报告。",
        "Audit reports, indexes of papers and forms are about one project each; the portfolio is about many.",
    ),
    "SL641": Message(
        "error",
        "没有一个项目可以计分，不写汇总报告",
        "none of the projects could be scored, so there is no portfolio",
        "请先改正上面列出的问题",
        "correct the problems told above first",
        "空的汇总报告看上去像是没有问题。",
        "An empty portfolio would look as if nothing were wrong.",
    ),
    "SL642": Message(
        "error",
        "填报表和项目文件的计分过程写成 .ndjson，不能写到 {path}",
        "the trace of forms and documents is written as .ndjson, not to {path}",
        "请改用以 .ndjson 结尾的文件名：每行一个封存的结果，可用 `scorelib verify` 核验",
        "give a name that ends in .ndjson: it gets a sealed result a line, which `scorelib verify` checks",
        "填报表里有评定人、理由、佐证和推定，按列存放的计分过程放不下；封存的结果全部带着。",
        "A form says who judged, why, on what evidence and what was inferred; a trace in columns has no room for these, a sealed result keeps them all.",
    ),
    "SL643": Message(
        "error",
        "输出文件 {path} 会混在要读的项目中间",
        "the output {path} would stand among the projects to be read",
        "请写到别的文件夹，或写成 .csv、.parquet",
        "write to another folder, or as .csv or .parquet",
        "下一次读这个文件夹，会把结果当成一个项目。",
        "When the folder is read again, the result would be taken for a project.",
    ),
}
