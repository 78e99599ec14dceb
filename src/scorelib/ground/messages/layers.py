"""SL341 to SL359: layers that do not go together, editions that do not follow each other."""

from __future__ import annotations

from scorelib.ground.messages.entry import Message

__all__ = ["TABLE"]

TABLE: dict[str, Message] = {
    "SL341": Message(
        "error",
        "规则互相继承成环：{cycle}；环从 {place} 的 `extends` 开始",
        "the rulesets extend each other in a circle: {cycle}; it begins with `extends` at {place}",
        "请去掉其中一个 `extends`",
        "remove one of the `extends`",
        "继承要有一个最下层，其他各层依次叠在它上面；成环就没有最下层。",
        "Layers are laid over each other from the lowest up; in a circle there is no lowest one.",
    ),
    "SL342": Message(
        "error",
        "要删除的 `{path}` 在下层规则里不存在",
        "`{path}`, which is to be removed, is not there in the rule below",
        "请检查路径，如 `{guess}`",
        "check the path, as in `{guess}`",
        "要删的内容不存在，说明下层规则已变，或路径写错。",
        "Removing what is not there shows that the rule below has changed, or a wrong path.",
    ),
    "SL343": Message(
        "error",
        "找不到要继承的规则 `{id}`",
        "the ruleset to extend, `{id}`, cannot be found",
        "请检查编号和版本；现有：{known}",
        "check the id and the edition; there are {known}",
        "继承必须指明一个确实存在的版本。",
        "A ruleset extends an edition that exists.",
    ),
    "SL344": Message(
        "error",
        "施行期间的截止日不晚于起始日 {first}",
        "the effective period ends no later than it begins ({first})",
        "请检查 `from`（含）和 `until`（不含）",
        "check `from` (included) and `until` (not included)",
        "施行期间为起始日起（含）、截止日止（不含）。",
        "The period runs from `from`, included, to `until`, not included.",
    ),
    "SL345": Message(
        "error",
        "文件自称 {found}，所在文件夹却是 {wanted}",
        "the file calls itself {found}, but its folder is {wanted}",
        "请让 `id`、`edition` 与文件夹一致",
        "make `id` and `edition` agree with the folder",
        "引用按文件夹找到规则；名称不一致时，结果会写着另一个规则。",
        "References find a ruleset by its folder; where the names differ, results would name another rule.",
    ),
    "SL346": Message(
        "error",
        "写了 `remove`，但没有 `extends`",
        "`remove` is given without `extends`",
        "请写明继承哪一个规则，或删去 `remove`",
        "say which ruleset is extended, or delete `remove`",
        "没有继承，就没有下层规则可删。",
        "Without a rule below there is nothing to remove.",
    ),
    "SL347": Message(
        "error",
        "`{held}` 已由 {place} {rule}，这里不能改动：`{path}` 原为 {below}，这里是 {value}",
        "`{held}` is {rule} at {place} and cannot be changed here: `{path}` is {below} there and "
        "{value} here",
        "请删去这一处改动，或请下层规则的制定机关放开",
        "delete this change, or have the authority of the rule below allow it",
        "下层规则可以锁定或限定一个值，叠在它上面的细化规定不能突破。",
        "A rule can lock a value or bound it; the layers above it must stay inside.",
        "# 下层规则 the rule below\nallow: {grades: locked}\n# 细化规定 the local rule: refused\n"
        "grades: [{id: good, from: 85}]",
    ),
    "SL348": Message(
        "error",
        "`{path}` 写成 {value}，而 {place} 已把它{rule}",
        "`{path}` is {value}, but at {place} it is {rule}",
        "请改到范围之内",
        "bring it inside the range",
        "下层规则只允许在一个范围内调整，超出范围的不接受。",
        "The rule below allows changes within a range only.",
        "# 下层规则 the rule below\nallow: {indicators.output.max_points: {min: 40, max: 60}}\n"
        "# 细化规定 the local rule: refused\nindicators: {output: {max_points: 70}}",
    ),
    "SL349": Message(
        "error",
        "`{path}` 这里用 `{key}`，下层规则却已在 {place} 用了 `{other}`",
        "`{path}` has `{key}` here, but the rule below gives it `{other}` at {place}",
        "请去掉下层的写法：`remove: [{path}.{other}]`，或删去这里的 `{key}`",
        "take away what stands below, `remove: [{path}.{other}]`, or delete `{key}` here",
        "一个指标只有一种计分办法、一种分值写法；换一种时要写明不用原来的。",
        "An indicator is scored in one way and has one maximum; what replaces the other must say "
        "so.",
    ),
    "SL350": Message(
        "error",
        "{first} 与 {second} 的施行期间重叠：{days} 里两个版本都在施行",
        "{first} and {second} overlap: on {days} both editions are in force",
        "请改前一版本的 `until` 或后一版本的 `from`",
        "correct `until` of the first or `from` of the second",
        "每一天最多施行一个版本，否则评价日选不出用哪一个。",
        "On each day one edition is in force at most, or the day of judging could not tell which.",
    ),
    "SL351": Message(
        "error",
        "{first} 与 {second} 之间有空档：{days} 里没有版本施行",
        "between {first} and {second} there is a gap: on {days} no edition is in force",
        "请改前一版本的 `until` 或后一版本的 `from`，或补上中间的版本",
        "correct `until` of the first or `from` of the second, or add the edition between them",
        "空档里评价的项目找不到规则；多半是日期写错，或少了一个版本。",
        "A project judged in the gap has no rule: a date is wrong, or an edition is missing.",
    ),
    "SL352": Message(
        "error",
        "`{text}` 不是行政区划代码",
        "`{text}` is not the code of a place",
        "请按 GB/T 2260 写六位数字，如 340102；全国写 000000",
        "write the six digits of GB/T 2260, as in 340102; the nation is 000000",
        "代码前两位是省，中间两位是市，后两位是县区；按它逐级向上查找规则。",
        "The first two digits are the province, then city and county; rules are looked up along "
        "them.",
    ),
    "SL354": Message(
        "error",
        "`allow` 里的 `{path}` 在规则里不存在",
        "`{path}`, named in `allow`, is not there in the ruleset",
        "请检查路径，如 `{guess}`",
        "check the path, as in `{guess}`",
        "锁定不存在的内容等于没有锁定。列表里的项按 `id` 写，如 `grades.good.from`。",
        "A lock on what is not there holds nothing. Entries of lists go by their `id`, as in "
        "`grades.good.from`.",
    ),
    "SL355": Message(
        "error",
        "`{path}` 在 {place} {rule}，但它是 {text}，不是一个数",
        "at {place} `{path}` is {rule}, but it is {text}, not a number",
        "请把范围写在数值上，或用 `locked`",
        "give a range to a number, or write `locked`",
        "范围只对单个数值有意义；整段内容只能锁定。",
        "A range holds a single number; a whole part can only be locked.",
    ),
    "SL357": Message(
        "error",
        "`{path}` 放宽了限制：`{held}` 已由 {place} {rule}",
        "`{path}` loosens what stands below: at {place} `{held}` is {rule}",
        "请删去，或只收紧、不放宽",
        "delete it; a layer may tighten, not loosen",
        "上层可以再收紧，但不能放开下层的限制。",
        "A layer may hold the ones above it tighter; it cannot free what was held below it.",
    ),
}
