package text

import (
	"fmt"
	"strings"
	"time"
)

// ConformanceUse is what --help says of centre-conformance.
func ConformanceUse() CommandUse {
	return CommandUse{
		Does: "从外面核对一个街道中心是否合乎传送规范：扮一个站点，规矩的和不规矩的都做一遍",
		More: "只用在没有正式数据的中心上：它会留下一个虚构站点的记录、两件办件和几份扫描件。" +
			"接入码由被核对的中心发给 --desk 那一台，用一次就作废。说明见 docs/wire.md。",
		Try: []string{
			"centre-conformance --url http://127.0.0.1:8080 --code 7K3M-9QXR-2F5D",
			"centre-conformance --url https://centre.example --ca ca.pem --code 7K3M-9QXR-2F5D --level 2 --wait 5m",
			"centre-conformance --url http://127.0.0.1:8080 --code 7K3M-9QXR-2F5D --only part. --json",
		},
	}
}

// ConformanceFlag is what --help says of a flag of centre-conformance, the name
// of its value in back quotes.
func ConformanceFlag(name string) string { return conformanceFlags[name] }

var conformanceFlags = map[string]string{
	"url":   "中心的`地址`，网关加在 /sync/v1 前面的路径也写上；必填",
	"code":  "中心发的一次性`接入码`；必填",
	"desk":  "扮哪个`站点编码-桌号`",
	"suite": "密码`套件`：gm 或 intl",
	"level": "核对到第几`级`：1 收，2 收和答复，3 再加事项目录，4 还能取回和补回",
	"only":  "只核对编号这样开头的`几项`，逗号分开；这样不能算符合",
	"ca":    "签发中心证书的机构证书`文件`（PEM）；不写就用系统的",
	"wait":  "第二级：等街道答复两件办件，最多等多`久`",
	"json":  "输出 JSON，供程序读取",
	"help":  "看说明",
}

// ConformanceExits lists the exit codes of centre-conformance in order.
func ConformanceExits() []ExitUse {
	return []ExitUse{
		{0, "核对的各项全部通过"},
		{1, "有未通过或未能核对的，或没有核对成"},
		{2, "命令写得不对"},
	}
}

// Headings of what centre-conformance writes.
const (
	ConformanceOutcome = "结果"
	ConformanceCheck   = "编号"
	ConformanceLevel   = "级"
	ConformanceAsk     = "要求"
)

// ConformanceFailed is the one line of a run that could not be made.
func ConformanceFailed(sentence, code string) string {
	return "中心核对：" + sentence + "（代码 " + code + "）"
}

// ConformanceAnswer asks the street to answer cases while the run waits.
func ConformanceAnswer(cases []string, wait time.Duration) string {
	s := "现在请街道中心答复这两件，受理、补正、退回或办结都行：" + strings.Join(cases, "、") + "。"
	if wait > 0 {
		s += fmt.Sprintf("最多等 %s。", WaitOf(wait))
	}
	return s
}

// WaitOf words how long something is waited for.
func WaitOf(d time.Duration) string {
	if d >= time.Minute && d%time.Minute == 0 {
		return fmt.Sprintf("%d 分钟", d/time.Minute)
	}
	return fmt.Sprintf("%d 秒", (d+time.Second-1)/time.Second)
}

// ConformanceResult words what came of one check.
func ConformanceResult(outcome string) string {
	switch outcome {
	case "passed":
		return "通过"
	case "failed":
		return "未通过"
	}
	return "未能核对"
}

// ConformanceMissed tells what was asked and what came; want is empty for a check
// that could not be made.
func ConformanceMissed(want, got string) string {
	if want == "" {
		return "    原因：" + got
	}
	return "    应为：" + want + "；实际：" + got
}

// ConformanceSum counts what came of a run.
func ConformanceSum(passed, failed, unproven int) string {
	return fmt.Sprintf("核对 %d 项：通过 %d，未通过 %d，未能核对 %d。", passed+failed+unproven, passed, failed, unproven)
}

// ConformanceVerdict tells whether a centre conforms; narrowed is a run of some
// checks only.
func ConformanceVerdict(level int, proven, narrowed bool) string {
	switch {
	case proven && narrowed:
		return "选核的几项都通过。要证明符合，请不带 --only 再核对一次。"
	case proven:
		return fmt.Sprintf("符合第 %d 级。", level)
	}
	return fmt.Sprintf("不能证明符合第 %d 级。", level)
}

// ConformanceAsks words what a check asks, by its id; "" for an unknown one.
func ConformanceAsks(id string) string { return conformanceAsks[id] }

var conformanceAsks = map[string]string{
	"enrol.wrong":  "从没发过的接入码：403 code",
	"enrol.desk":   "接入码只能接入它发给的那一台：别台 403 code",
	"enrol.suite":  "密码套件不同：409 suite",
	"enrol.proof":  "用所报公钥的私钥签名；用别的签：401 signature，接入码不作废",
	"enrol.form":   "公钥不成形、正文不是 JSON：400 invalid，接入码不作废",
	"enrol.digest": "正文与 Content-Digest 不符：422 digest，接入码不作废",
	"enrol.taken":  "正确的接入码：200，写明桌、站点、街道和街道的两个公钥",
	"enrol.again":  "同一公钥同一接入码再来：同样的应答",
	"enrol.once":   "用过的接入码配别的公钥：403 code",

	"hello.opens":         "新的编号段（incarnation）：开会话，next_seq 为 1，链从它开头算起，写明各项上限",
	"hello.resumes":       "应答丢失之后：告诉从哪里接着来（next_seq 和它前面的链）",
	"hello.desk_behind":   "窗口的 head 在 next_seq - 1 之前：令其换新的编号段",
	"hello.centre_behind": "窗口已确认的比中心多：令其换新的编号段",
	"hello.fork":          "链不同：令其换新的编号段",
	"hello.fenced":        "已被接替的编号段：令其换新的",
	"hello.unknown":       "没听说过的编号段却有已确认的行：令其换新的",
	"hello.number_taken":  "新的编号段用了听说过的序号：令其用 next_no",
	"hello.moved":         "一天之内同一身份在另一台机器上：锁定，原来那台照常",
	"hello.replayed":      "hello 的随机数只收一次：原样再来 401 replayed",
	"hello.identity":      "正文写的站点不是签名的站点：403 identity",
	"hello.form":          "正文不是 JSON 或数字不可能：400 invalid",
	"hello.newer":         "不认识的成员不理会",

	"proof.forged":  "别的私钥签的：401 signature，各路径都是",
	"proof.target":  "签名包括路径和参数：为别的路径签的 401 signature",
	"proof.body":    "签名通过 Content-Digest 包括正文：换了正文 422 digest，各路径都是",
	"proof.desk":    "中心不认识的站点：401，各路径都是",
	"proof.bare":    "没有签名：401 signature，各路径都是",
	"proof.counter": "录下的请求没有用：用过的计数、太小的计数 401 counter",
	"proof.skipped": "计数可以跳过：更大的都收",
	"proof.ended":   "下一次 hello 之后原会话作废：401 session，各路径都是",
	"proof.session": "不是中心给的会话：401 session，各路径都是",

	"events.append":   "连续的段都收；每次告诉 next_seq 和其后的链",
	"events.again":    "存过的段再来：照收，不变，计入 duplicates",
	"events.recut":    "与上次切法不同的段：只存新的，其余计入 duplicates",
	"events.gap":      "从 next_seq 之后开始的段：409 gap 和 next_seq，什么也不存",
	"events.fork":     "已有的位置上来了别的行：412 fork，什么也不存",
	"events.prev":     "新行接在别的链后面：412 fork，什么也不存",
	"events.fenced":   "不是当前编号段的段：409 fenced",
	"events.reborn":   "在新的编号段里重来的行：占位置，不再生效，全计入 duplicates",
	"events.twice":    "同一编号段里记录号来两次：照收，计入 duplicates",
	"events.race":     "几个不同的段同时抢一个位置：恰好收一个",
	"events.digest":   "Content-Digest 按压缩前的行算：不符 422 digest",
	"events.cut":      "正文断了：400 invalid，什么也不存",
	"events.form":     "没有行、空行、末行没有换行、别的编码、seq 0、链不成形：400 invalid",
	"events.count":    "200 行收；201 行 413 too_large",
	"events.size":     "几行合计超过 512 KiB：413 too_large；单独一行刚好 1 MiB 收",
	"events.oversize": "传的正文超过 600 KiB：413 too_large",
	"events.bomb":     "解开后远超上限：413 too_large",

	"lines.malformed":  "不成行的内容：单独存下并隔离，前后的行照收，next_seq 前进",
	"lines.unknown":    "不认识的种类或更新的版本：存下并以 unknown_kind 隔离",
	"lines.foreign":    "写着别台的行：存下并隔离",
	"lines.told_again": "段再来时，应答里隔离的记录相同",
	"lines.reborn":     "隔离过的记录在新的编号段里再来，也是重复",
	"lines.raw":        "链按行的原字节算，不管成员次序、空格和转义",

	"missing.lists":   "列出不全的，一点没来的从 0 开始",
	"missing.resumes": "告诉连续收到哪里；收全之后不再列出",
	"missing.count":   "500 个照答；501 个 413 too_large",
	"missing.path":    "编号里有路径、别的算法或大写：400 invalid",

	"part.whole":      "一块就是全部：201 或 200，next_offset 为总长，什么字节都行",
	"part.partial":    "还不全的块：202 和 next_offset，绝不 200 或 201",
	"part.order":      "块的次序不限；next_offset 到第一个缺口为止",
	"part.again":      "来过的块再来：照收，不变",
	"part.last_again": "最后一块再来：200，已经全了",
	"part.empty":      "字节都到齐的，空块能收尾；没到齐的不能",
	"part.damaged":    "全文与编号不符：422 damaged，已收的块丢掉，之后照收正确的",
	"part.digest":     "块与 Content-Digest 不符：422 digest，不留下",
	"part.oversize":   "块超过 512 KiB：413 too_large；刚好 512 KiB 收",
	"part.form":       "位置、总长不可能，或块超出总长：400 invalid",
	"part.path":       "编号里有路径、别的算法或大写：400 或 404",
	"part.race":       "两个请求同时收尾：结果是全的",

	"feed.answers": "街道对办件的答复以 case.status 行下来，有办件、编号和答复",
	"feed.gapless": "行号从 1 起不缺，写着本站点，每个对象的版本从 1 起",
	"feed.signed":  "每行都有接入时所给街道公钥的签名，按原字节",
	"feed.again":   "同一游标问几次、在哪个会话里问，页都一样",
	"feed.limit":   "limit 限制一页的行数；more 表示还有；小页拼起来就是大页",
	"feed.end":     "到头时是空页，游标不变，more 为 false",
	"feed.refetch": "不是中心给的游标：410 refetch，action 为 refetch",
	"feed.form":    "limit 小于 1 或没有：400 invalid；大于 200 也不超过 200 行",

	"log.lines":        "窗口送过的每一行都在，按原字节，按来的次序，隔离的也在",
	"log.once":         "在新的编号段里重来的记录，只给一次",
	"log.limit":        "limit 限制一页的行数；more 表示还有；小页拼起来就是大页",
	"log.keys":         "交过密钥的那一行，带着封给本桌的密钥",
	"log.code":         "不是新接入码接入的那台：403 approval，或不给会话",
	"log.refetch":      "after_rid 不是本桌的记录：410 refetch，action 为 refetch",
	"log.form":         "limit 小于 1 或没有：400 invalid；大于 200 也不超过 200 行",
	"witness.known":    "还回来的答复都认得，什么也不变",
	"witness.forged":   "不是街道签的：单独拒绝，写明第几行和代码",
	"witness.count":    "200 行照收；201 行 413 too_large",
	"witness.form":     "正文不是 JSON：400 invalid",
	"rekey.order":      "没有街道的命令换钥匙：403 approval，原来的钥匙照用",
	"rekey.proof":      "新钥匙没有证明自己，或正文不是 JSON：400 invalid",
	"catalogue.hello":  "hello 写着给出的目录的版本和摘要",
	"catalogue.signed": "目录在上限之内，根对得上，有接入时所给发布方之一的签名",
	"catalogue.delta":  "从没有要起，按次序给全每一项，各与编号相符；从任一项接着要也行",
	"catalogue.same":   "从一版到同一版，增量是空的",
	"catalogue.packed": "要 gzip 的增量，Content-Digest 是压缩之前的",
	"catalogue.object": "每一项也能按编号单独要，字节相同",
	"catalogue.absent": "没有的版本、没有的项：404 absent",
	"catalogue.form":   "编号不是摘要、没有写要哪一版：400 invalid",

	"catalogue.version": "目录也能按版本要；没有的 404 absent，不成版本的 400 invalid",

	"path.unknown":  "规范之外的路径：404 no_path，带中心标记",
	"path.method":   "规范之内的路径用别的方法：404，不是 405",
	"answer.mark":   "每个应答（含拒绝）都有 Sync-Centre，且只有一个世代",
	"answer.length": "每个应答都有 Content-Length，没有分块传输",
	"answer.digest": "每个应答都有正文的 Content-Digest（RFC 9530，sha-256）",
	"answer.status": "只用列出的状态码，不重定向",
	"answer.size":   "应答不超过 1 MiB",
	"answer.json":   "应答的正文都是一个 JSON 对象；增量是一行一个",
	"answer.code":   "每个拒绝都写明代码",
}
