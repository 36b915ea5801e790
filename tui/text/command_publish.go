package text

import (
	"fmt"

	"xiaochuang/desk/guide"
)

// publishUses are what --help says of publishing the catalogue.
var publishUses = map[string]CommandUse{
	"xiaochuang catalogue show": {Does: "在用的事项库：版本、是不是发布方签名的、下一版什么时候换"},
	"xiaochuang catalogue changes": {
		Does: "事项库换版以后改了什么，记下谁看过",
		More: "和这个人上次上岗时的版本比；加 --read 记下看过，晨检不再提醒。", Try: []string{"xiaochuang catalogue changes --staff u01", "xiaochuang catalogue changes --staff u01 --read"},
	},
	"xiaochuang-centre publish": {
		Args: "文件", Does: "检查事项文件，列出各站会看到的变化；加 --yes 才签名发布",
		More: "用发布方的钥匙签名，不是街道的；版本只能升，不能退。各站下次传送时收到，到生效时间、窗口没有人在办时自动换上。",
		Try:  []string{"xiaochuang-centre publish 事项.json", "xiaochuang-centre publish 事项.json --key publisher.keys --yes"},
	},
	"xiaochuang-centre publisher-key": {Does: "发布方的钥匙：签事项库用"},
	"xiaochuang-centre publisher-key make": {
		Args: "文件", Does: "做一对发布方的钥匙，私钥存进文件，公钥记在中心",
		More: "最多两把：在用的和下一把。换钥匙先加下一把，用旧的发一版，各站收到之后才用新的。", Try: []string{"xiaochuang-centre publisher-key make publisher.keys --name 区事项管理"},
	},
	"xiaochuang-centre publisher-key list":   {Does: "列出可以签名的公钥"},
	"xiaochuang-centre publisher-key remove": {Args: "公钥", Does: "从下一版起不再用这一把"},
}

// publishFlags are what it says of their flags.
var publishFlags = map[string]string{
	"xiaochuang catalogue changes --read":         "看过了，记下来",
	"xiaochuang-centre publish --key":             "发布方的钥匙`文件`",
	"xiaochuang-centre publish --effective":       "从这一`天`起生效；不写就按文件里的，没有就马上",
	"xiaochuang-centre publish --yes":             "看过了，签名发布",
	"xiaochuang-centre publisher-key make --name": "发布方的`名称`",
}

// NoPublishers says that nobody may sign yet.
const NoPublishers = "还没有发布方的钥匙。先用 xiaochuang-centre publisher-key make 文件 做一把。"

// EditionUntrusted says that the desk knows no publisher.
const EditionUntrusted = "还不知道发布方的公钥，街道下发的事项库不会收。街道下次发布时会告诉本机；急用请街道给新的接入码，重新接入一次。"

// ChangeLine is one item of the list of what changes.
func ChangeLine(k guide.ChangeKind, item, name string) string {
	return ChangeWord(k) + "  " + item + "  " + name
}

// ChangedFrom is one line of an item that changes.
func ChangedFrom(field, of, old, now string) string {
	l := guide.LineChange{Field: field, Kind: guide.Altered, Old: old, New: now, Of: of}
	switch {
	case old == "":
		l.Kind = guide.NewThere
	case now == "":
		l.Kind = guide.Gone
	}
	return "    " + ChangeSays(l)
}

// CataloguePublished tells that a version is out.
func CataloguePublished(version, effective string) string {
	return "已发布事项库 " + version + "，" + effective + " 起生效。各站下次传送时收到。"
}

// CatalogueNotYet tells that nothing was published yet.
func CatalogueNotYet(version string) string {
	return "还没有发布 " + version + "。看过上面的变化，加 --yes 发布。"
}

// PublisherLine is one key.
func PublisherLine(name, key string) string { return name + "  " + key }

// EditionInForce tells which catalogue is in force.
func EditionInForce(version string, items int, signed bool) string {
	from := "本机文件，没有发布方签名"
	if signed {
		from = "发布方签名，已核对"
	}
	return fmt.Sprintf("在用事项库 %s，共 %d 项（%s）。", version, items, from)
}

// EditionExpired tells that the catalogue should have been replaced.
func EditionExpired(at string) string {
	return "这一版的有效期到 " + at + " 为止，之后没有收到新的。照常办理，请向街道核实。"
}

// EditionNext tells of the version that waits.
func EditionNext(version, at string, whole bool) string {
	if !whole {
		return "下一版 " + version + " 还没有收全，下次传送接着收。"
	}
	return "下一版 " + version + " 已收好，" + at + " 起、窗口没有人在办时自动换上。"
}

// EditionRefused tells why a version was not taken.
func EditionRefused(version, code string) string {
	why, next := RefusalOf(code)
	return "没有收 " + version + "：" + why + "。仍用原来的事项库。" + next + "。"
}

// refusals are why a version is not taken, and what to do.
var refusals = map[string][2]string{
	"catalogue.signature": {"签名不是这台认得的发布方的", "请街道核对发布方的公钥：换过钥匙的，用新的接入码重新接入，或写进 station.toml 的 [centre] publishers"},
	"catalogue.link":      {"从这台的目录到新的这一版，中间有一版的签名对不上", "现用的目录不变。请街道向发布方核对中间各版，改好后自动再取"},
	"catalogue.older":     {"比本机的旧", "请街道发布更高的版本号，不能退回旧版"},
	"catalogue.lint":      {"内容没有通过检查", "请街道用 xiaochuang-centre publish 再查一遍，改好后发布新的一版"},
	"catalogue.publisher": {"不知道发布方的公钥", "街道下次发布时会告诉本机；急用请街道给新的接入码，重新接入一次"},
	"catalogue.manifest":  {"目录不完整，或者超过了上限（4000 项、一项 256 KB、总共 32 MB）", "请街道重新发布"},
	"catalogue.object":    {"有一项和编号不符", "多半是路上坏了，下次传送会重新取；还这样请告诉街道"},
	"catalogue.absent":    {"街道中心给不出来", "下次传送会再取；还这样请告诉街道"},
}

// RefusalOf tells why a version was not taken, and what to do.
func RefusalOf(code string) (why, next string) {
	if r, ok := refusals[code]; ok {
		return r[0], r[1]
	}
	return code, "请告诉街道"
}
