"""SL625 to SL635: files that hold forms, and official forms that are read by their headings."""

from __future__ import annotations

from typing import Final

from scorelib.ground.messages.entry import Message

__all__ = ["OFFICIAL_LABELS", "TABLE"]

OFFICIAL_LABELS: Final[dict[str, tuple[str, str]]] = {
    "official.self": ("单位自评", "the unit's self-evaluation"),
    "official.third-party": ("评价机构评分", "the evaluators' scores"),
    "official.form": ("自评表", "the form"),
    "official.sheet": ("评分表", "the score sheet"),
    "official.money": ("自评表资金栏", "the money block of the form"),
    "official.level": ("自评表指标栏", "the indicators of the form"),
    "official.total": ("自评表总分一行", "the row of the total"),
    "official.goal": ("自评表年度总体目标", "the overall target of the form"),
    "official.what.name": ("项目名称", "the name of the project"),
    "official.what.period": ("评价年度", "the period assessed"),
    "official.what.day": ("填表或评价日期", "the day of judging"),
    "official.why.error": ("这一格是公式错误", "the cell holds the error of a formula"),
    "official.why.odd-format": (
        "单元格显示的不是存的数，要看显示的是什么单位",
        "the cell shows something else than the number it holds; its unit has to be looked at",
    ),
    "official.why.hidden-characters": (
        "含有看不见的字符",
        "it has characters that cannot be seen",
    ),
    "official.why.long": ("长于 2000 个字", "it is longer than 2,000 characters"),
    "official.why.no-heading": (
        "不在认识的表头之下",
        "it stands under no heading that is known",
    ),
    "official.why.column": (
        "这一列的标题“{heading}”不认识",
        "the heading of its column, “{heading}”, is not known",
    ),
    "official.why.no-form": (
        "不知道属于哪个项目：这里没有项目名称",
        "it is not known whose it is: no name of a project stands here",
    ),
    "official.why.no-node": (
        "规则里没有这样的指标：{labels}",
        "the ruleset has no such indicator: {labels}",
    ),
    "official.why.two-nodes": (
        "规则里有几处都符合“{labels}”：{nodes}",
        "several places of the ruleset fit “{labels}”: {nodes}",
    ),
    "official.why.not-a-slot": (
        "规则里“{node}”之下没有单位自设的指标",
        "below “{node}” the ruleset has no indicators of the project's own",
    ),
    "official.why.no-place": (
        "规则给“{node}”定了计分办法，表上这一格没有归处",
        "the ruleset says how “{node}” is scored, and has no place for this cell",
    ),
    "official.why.twice": ("同一内容另见 {other}", "the same is also given at {other}"),
    "official.why.two-columns": (
        "有两列都可以是“{heading}”",
        "two columns may both be “{heading}”",
    ),
    "official.why.no-number": ("不是一个数", "it is no number"),
    "official.why.no-name": ("这一行没有指标名称", "the row has no name of an indicator"),
    "official.why.no-day": ("不能读成日期", "it cannot be read as a date"),
    "official.why.no-unit": ("不能读成金额单位", "it cannot be read as a unit of money"),
    "official.why.source": ("资金来源的名称不认识", "the source of funds is not known"),
    "official.why.execution": (
        "规则没有写明哪一项是预算执行率",
        "the ruleset does not say which indicator is the budget execution rate",
    ),
    "official.why.spans": (
        "一格跨了几行，不知道是哪一行的",
        "one cell stands beside several rows; it is not known whose it is",
    ),
    "official.why.boxes": (
        "方框里选的是哪一项看不出来",
        "it is not clear which of the boxes is ticked",
    ),
    "official.why.covered": (
        "被合并单元格盖住，看不见",
        "a merged cell covers it, so that nobody sees it",
    ),
    "official.why.hidden": (
        "在隐藏的行、列或工作表里，看不见",
        "it stands in a hidden row, column or sheet, where nobody sees it",
    ),
    "official.why.no-table": (
        "旁边没有指标表，不知道是哪份表的",
        "there is no table of indicators with it; it is not known to which form it belongs",
    ),
    "official.why.ambiguous-field": (
        "“{heading}”旁边不止一格有内容",
        "more than one cell beside “{heading}” holds something",
    ),
}
"""Where a figure of an official form stands, and why a cell of one found no place."""

TABLE: dict[str, Message] = {
    "SL625": Message(
        "error",
        "{path} 是 WPS 自己的格式（{ending}），不能读",
        "{path} is in a format of WPS ({ending}), which is not read",
        "请用 WPS 打开，另存为 .xlsx（表格）或 .docx（文字），再用存下的文件",
        "open it in WPS, save it as .xlsx (a workbook) or .docx (a document), and use that file",
        "WPS 的格式没有公开的说明，读错一格就会错一个数。另存时内容不变。",
        "The formats of WPS are not published, and one misread cell is a wrong figure. Saving under another format keeps the contents.",
    ),
    "SL626": Message(
        "error",
        "不读这种格式的表格：{path}（{ending}）",
        "forms in this format are not read: {path} ({ending})",
        "请在原来的程序里另存为 .xlsx 或 .docx；PDF 和扫描件请找原始的表格文件",
        "save it as .xlsx or .docx in the program it comes from; of a PDF or a scan, get the file it was made from",
        "读的是 .xlsx、.xls（Excel 97 以后）和 .docx。PDF 里没有表格，只有画出来的字和线。",
        "What is read is .xlsx, .xls (Excel 97 and later) and .docx. A PDF has no tables, only letters and lines as drawn.",
    ),
    "SL627": Message(
        "error",
        "{path} 的名称以 {ending} 结尾，内容却是{found}",
        "the name of {path} ends in {ending}, but it is {found}",
        "请用能打开它的程序打开，另存为真正的 .xlsx 或 .docx",
        "open it in a program that can, and save it as a real .xlsx or .docx",
        "改一个文件的名称不会改变它的格式；系统导出的 .xls 常常其实是网页或文字。",
        "Renaming a file does not change what it is; what systems export as .xls is often a web page or text.",
    ),
    "SL628": Message(
        "error",
        "{path} 有密码",
        "{path} is protected by a password",
        "请打开后去掉“打开权限密码”，另存一份再用",
        "open it, remove the password for opening, and save a copy",
        "不询问也不保存密码。工作表保护（不许改动）没有关系，照常可以读。",
        "Passwords are neither asked for nor kept. Protection of a sheet against changes does not matter: it is read all the same.",
    ),
    "SL629": Message(
        "error",
        "{path} 已损坏或不完整：{reason}",
        "{path} is damaged or not complete: {reason}",
        "请重新下载或重新传送；还能打开的话，另存一份再用",
        "fetch the file again; if it still opens, save a copy and use that",
        "损坏的文件不作修补：补出来的表可能少一行而看不出来。",
        "A damaged file is not mended: what is put together again may lack a row without a trace.",
    ),
    "SL630": Message(
        "error",
        "{path} 超出了表格应有的大小：{what}为 {found}，最多 {most}",
        "{path} is larger than any form: {what}: {found}, at most {most}",
        "请只留下表格本身，另存一份；大量项目请用一张数据表，见 `scorelib batch`",
        "keep only the form and save a copy; for many projects use one table, see `scorelib batch`",
        "很小的压缩文件可以展开成很大的内容，把内存占满。超出界限的部分根本不展开。",
        "A very small archive can unpack to fill the memory. What exceeds the limits is never unpacked.",
    ),
    "SL631": Message(
        "error",
        "{path} 的部件 {part} 里有文档类型声明（DOCTYPE），不读",
        "the part {part} of {path} declares a document type (DOCTYPE) and is not read",
        "办公软件不会写出这样的文件，请查明来源；能打开的话，另存一份再用",
        "no office program writes such a file: find out where it comes from; if it opens, save a copy",
        "声明里可以定义实体，让几个字符展开成几十亿个，或去读别的文件。",
        "Such a declaration can define entities that make billions of characters out of a few, or that read other files.",
    ),
    "SL632": Message(
        "error",
        "{path} 带有宏，不读",
        "{path} has macros and is not read",
        "请另存为不带宏的 .xlsx 或 .docx",
        "save it as .xlsx or .docx, without macros",
        "宏不会在这里运行；但格子里的数可能要靠宏才是对的，带宏的表也不便转交他人。",
        "Macros would not be run here; but figures may be right only once they ran, and such a file cannot be handed on.",
    ),
    "SL633": Message(
        "error",
        "{path} 里没有认出自评表或评分表的表头",
        "no headings of a self-evaluation form or score sheet were recognised in {path}",
        "请核对表头：至少要有“三级指标”和“实际完成值”“得分”等列；也可以用 `scorelib form` 制一份表来填",
        "check the headings: there must be columns such as 三级指标, 实际完成值 and 得分; or fill in a form made by `scorelib form`",
        "不是本程序做的表，只凭表头来认；认识哪些写法，见《读官方表格》。",
        "A form that this program did not make is known by its headings alone; the page on official forms lists the spellings.",
    ),
    "SL634": Message(
        "error",
        "{place} 的表上没有{what}",
        "the form at {place} does not say {what}",
        "请在表上补写，或在命令里写明（日期用 --on）",
        "write it on the form, or say it in the command (the day with --on)",
        "用哪一年的规则、评的是哪一年，由日期和年度决定，不能猜。",
        "Which rule applies and what is judged depends on the day and the period; neither is guessed.",
    ),
    "SL635": Message(
        "error",
        "{place} 和 {other} 的两份表是同一个项目“{name}”",
        "the forms at {place} and {other} are of one project, “{name}”",
        "请只留一份，或给两个项目不同的名称",
        "keep one of them, or give the projects different names",
        "同一个项目交来两份表时，不替人选择用哪一份。",
        "Of two forms for one project neither is chosen for the user.",
    ),
}
