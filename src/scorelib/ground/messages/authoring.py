"""SL795 to SL798: beginning a ruleset, and testing with one."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["LABELS", "TABLE"]

TABLE: dict[str, Message] = {
    "SL795": Message(
        "error",
        "“{text}”不能作规则的编号",
        "`{text}` cannot be the id of a ruleset",
        "请写成 地区/名称，如 `cn/anhui/hefei/self-evaluation`：至少两级，只用小写字母、数字和连字符",
        "write the place and a name, such as `cn/anhui/hefei/self-evaluation`: two steps or more, of small letters, digits and hyphens",
        "编号就是文件夹的路径，从国家写到区县，最后是规则的名称；别的规则和项目按它引用。",
        "The id is the path of the folder, from the country down to the place, and then what the rules are called; projects and other rulesets refer to it.",
    ),
    "SL796": Message(
        "error",
        "{path} 已经存在",
        "{path} is there already",
        "请换一个名称、版次（--edition）或位置（-o），或者接着改那里的文件",
        "choose another name, edition (--edition) or place (-o), or go on with the files that are there",
        "`new` 不覆盖任何文件。",
        "`new` writes over nothing.",
    ),
    "SL797": Message(
        "error",
        "没有找到 `{base}` 允许细化的地方",
        "nothing was found that a layer over `{base}` may change",
        "请看 `scorelib show {base}` 的 `allow`，自己写一个只改所允许之处的 ruleset.yaml",
        "see `allow` in `scorelib show {base}`, and write a ruleset.yaml that changes only what it allows",
        "`new --extends` 给出的样例要能通过校验；下层全部锁定时没有这样的样例。",
        "What `new --extends` writes has to pass the check; over a ruleset that locks everything there is no such example.",
    ),
    "SL798": Message(
        "error",
        "没有安装 hypothesis（{reason}）",
        "hypothesis is not there ({reason})",
        "请安装：`pip install 'scorelib[testing]'`",
        "install it: `pip install 'scorelib[testing]'`",
        "只有按规则生成测试数据（`scorelib.testing`）才用到它，计分不用。",
        "Only drawing projects for tests (`scorelib.testing`) needs it; scoring does not.",
    ),
}

LABELS: dict[str, tuple[str, str]] = {
    "new.made": ("已建立 {path}", "made {path}"),
    "new.rules": ("规则", "the rules"),
    "new.cases": ("用例：应得的分", "the cases: what points there must be"),
    "new.readme": ("给读者的说明", "what a reader should know"),
    "new.schemas": (
        "供编辑器提示和校验，见文件第一行",
        "for editors, which the first line of the files points to",
    ),
    "new.next": ("接着：", "next:"),
    "new.fill": (
        "写着“待填”的地方，请换成文件上的内容",
        "replace what says “to fill in” by what your document says",
    ),
    "new.title": ("待填：{text}", "to fill in: {text}"),
    "new.name": ("待填：地区名称", "to fill in: name of the place"),
    "new.code": ("六位代码", "six digits"),
    "new.place": (
        "待填：适用地区，GB/T 2260 代码；填好后去掉行首的 #，就能按地区查到",
        "to fill in: the place, by its code of GB/T 2260; without the # it is found by its place",
    ),
    "new.period": (
        "待填：施行的第一天；填好后去掉行首的 #，就能按评价日期选版次",
        "to fill in: the first day in force; without the # an edition is chosen by the day of judging",
    ),
    "new.confirm": (
        "取自 {base} 的用例 {case}；得分由程序算出，待按文件核对",
        "taken from case {case} of {base}; figures as computed, to be confirmed by the document",
    ),
    "new.empty": (
        "没有数据，就没有总分；待换成真实的项目",
        "without facts there is no total; to be replaced by a real project",
    ),
    "new.case.first-day": ("施行的第一天", "the first day in force"),
    "new.case.day-before": ("前一天还没有施行", "the day before it is not in force yet"),
    "new.change.bound": (
        "{path} 下层允许 {range}",
        "{path}: the layer below allows {range}",
    ),
    "new.change.grade": (
        "{label}由 {before} 分起改为 {after} 分起",
        "{label} from {after} points, not {before}",
    ),
    "new.change.label": ("{path} 换一个名称", "{path} gets another name"),
}
