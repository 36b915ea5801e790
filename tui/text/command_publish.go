package text

import (
	"fmt"

	"xiaochuang/desk/guide"
)

// publishUses are what --help says of publishing the catalogue.
var publishUses = map[string]CommandUse{
	"xiaochuang catalogue show": {Does: "在用的事项库：版本、是不是发布方签名的、下一版什么时候换"},
	"xiaochuang-centre publish": {
		Args: "文件", Does: "检查事项文件，列出各站会看到的变化；加 --yes 才签名发布",
		More: "用发布方的钥匙签名，不是街道的；版本只能升，不能退。各站下次传送时收到，到生效时间、没有人在办时换上。",
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
	"xiaochuang-centre publish --key":             "发布方的钥匙`文件`",
	"xiaochuang-centre publish --effective":       "从这一`天`起生效；不写就按文件里的，没有就马上",
	"xiaochuang-centre publish --yes":             "看过了，签名发布",
	"xiaochuang-centre publisher-key make --name": "发布方的`名称`",
}

// NoPublishers says that nobody may sign yet.
const NoPublishers = "还没有发布方的钥匙。先用 xiaochuang-centre publisher-key make 文件 做一把。"

// EditionUntrusted says that the desk knows no publisher.
const EditionUntrusted = "还不知道发布方的公钥，街道下发的事项库不会收。街道有了发布方的钥匙以后，用新的接入码重新接入一次。"

// ChangeLine is one item of the list of what changes.
func ChangeLine(k guide.ChangeKind, item, name string) string {
	word := map[guide.ChangeKind]string{guide.NewThere: "新增", guide.Gone: "取消", guide.Altered: "修改"}[k]
	return word + "  " + item + "  " + name
}

// ChangedFrom is one line of an item that changes.
func ChangedFrom(field, old, now string) string {
	switch {
	case old == "":
		return "    " + field + "  加上：" + now
	case now == "":
		return "    " + field + "  去掉：" + old
	}
	return "    " + field + "  原：" + old + "  现：" + now
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
	return "下一版 " + version + " 已收好，" + at + " 起、没有人在办时打开小窗就换上。"
}

// EditionRefused tells why a version was not taken.
func EditionRefused(version, code string) string {
	why := map[string]string{
		"catalogue.signature": "签名不是发布方的", "catalogue.older": "比本机的旧", "catalogue.lint": "内容没有通过检查",
		"catalogue.publisher": "不知道发布方的公钥", "catalogue.manifest": "目录不完整", "catalogue.object": "有一项和编号不符",
	}[code]
	if why == "" {
		why = code
	}
	return "没有收 " + version + "：" + why + "。仍用原来的事项库，请告诉街道。"
}
