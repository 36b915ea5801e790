package text

// streetUses are what --help says of the street centre's commands.
var streetUses = map[string]CommandUse{
	"xiaochuang-centre": {
		Does: "街道中心：收下各站送来的流水和扫描件，答复办件",
		Try:  []string{"xiaochuang-centre code 110101001001-01", "xiaochuang-centre serve --addr 127.0.0.1:8080"},
	},
	"xiaochuang-centre serve": {
		Does: "开始服务，直到中断",
		More: "没有证书时只听本机地址，除非用 --gateway 说明前面有网关负责加密。",
	},
	"xiaochuang-centre code": {
		Args: "站点编码-桌号", Does: "发一个一次性接入码，三天内有效",
		More: "同一台再发一个，前一个就作废。", Try: []string{"xiaochuang-centre code 110101001001-01"},
	},
	"xiaochuang-centre desks": {Does: "列出接入的各站"},
	"xiaochuang-centre cases": {Does: "列出收到的办件，最近变动的在前"},
	"xiaochuang-centre decide": {
		Args: "编号 accept|supplement|reject|done", Does: "答复一个办件，下次传送时到达窗口",
		More: "accept 街道受理，supplement 需要补正，reject 退回，done 办结。补正和退回要写 --words。",
		Try:  []string{`xiaochuang-centre decide BJ-110101001001-20261122-01A0003 supplement --words "缺户口簿首页"`},
	},
	"xiaochuang-centre backup": {
		Args: "目录", Does: "备份到另一块盘，并按它试着恢复一遍",
		More: "完成之后各站才能清理已备份的扫描件。密钥也在备份里，请把这块盘和中心一样锁好。serve --backup 每天凌晨自动做。",
		Try:  []string{"xiaochuang-centre backup /mnt/backup"},
	},
	"xiaochuang-centre restore": {
		Args: "备份目录 [备份]", Does: "由备份恢复到 --data 的目录（或 --database、--scans）",
		More: "目标里不能已有中心。不写哪一份就用最新的。恢复后照常启动，各站自动补齐缺的。",
		Try:  []string{"xiaochuang-centre restore /mnt/backup --data /var/lib/xiaochuang-centre"},
	},
	"xiaochuang-centre migrate": {
		Args: "新目录", Does: "搬到别处：本机换机器，或搬到 PostgreSQL 和 S3",
		More: "逐行、逐份核对。先停服务再搬；搬的时候收到的不会丢，窗口会再送。新目录里放密钥。",
		Try:  []string{"xiaochuang-centre migrate /srv/centre --to-database \"host=db dbname=centre user=centre\" --to-scans s3://钥匙:口令@s3.example/centre"},
	},
	"xiaochuang-centre tend": {
		Does: "核对三十分之一的扫描件，修好损坏的，清理没有用的",
		More: "serve --backup 每天凌晨自动做。", Try: []string{"xiaochuang-centre tend --backup /mnt/backup"},
	},
	"xiaochuang-centre revoke": {
		Args: "站点编码-桌号", Does: "停用一台窗口机的接入", Try: []string{"xiaochuang-centre revoke 110101001001-01"},
	},
	"xiaochuang-centre announce": {
		Args: "话", Does: "发公告，各站下次传送时收到，在窗口画面、晨检和同步画面显示",
		More: "不写 --station 就发给每一个站；不写日期就从今天起七天。",
		Try:  []string{`xiaochuang-centre announce "周五下午停电，请提前备份" --until 2026-11-27`},
	},
	"xiaochuang-centre announcements": {Does: "列出发过的公告，几个站有人读过"},
	"xiaochuang-centre withdraw":      {Args: "编号", Does: "收回一条公告"},
	"xiaochuang-centre roster": {
		Args: "站点编码 月份 文件", Does: "把一个月的排班发给一个站，换掉以前发的",
		More: "文件每行五项，用逗号分开：日期,编号,窗口,从,到；窗口可以空着。站点文件里写的排班不受影响。",
		Try:  []string{"xiaochuang-centre roster 110101001001 2026-12 排班.csv"},
	},
	"xiaochuang-centre order": {
		Args: "站点编码-桌号 log|rekey|wipe", Does: "命令一台窗口机，下次传送时照办",
		More: "log 送来运行日志（不含个人信息），rekey 换签名的钥匙，wipe 全部送到之后清除密钥：以后那台电脑上什么也打不开。",
		Try:  []string{"xiaochuang-centre order 110101001001-01 log --from 2026-11-22"},
	},
	"xiaochuang-centre orders":       {Does: "列出命令和结果"},
	"xiaochuang-centre rectify":      {Does: "差评整改：看各站的、督办、退回、认可、定申诉、交办、统计"},
	"xiaochuang-centre rectify list": {Does: "列出各站的差评整改，超期的在前", Try: []string{"xiaochuang-centre rectify list --open"}},
	"xiaochuang-centre rectify say": {
		Args: "编号 urge|return|accept|appeal_upheld|appeal_rejected", Does: "对一条差评整改说街道的意见，下次传送时到站里",
		More: "urge 督办（可以把期限提前），return 退回重办（要写 --words），accept 认可，appeal_upheld 申诉成立（不计入），appeal_rejected 申诉不成立。",
		Try:  []string{`xiaochuang-centre rectify say 01J return --words "请重新回访"`},
	},
	"xiaochuang-centre rectify assign": {
		Args: "话", Does: "把 12345 或短信来的差评交给站里整改",
		More: "写 --case 就交给收这个件的站，不写就用 --station。话里写明事项和问题，不写群众的姓名和号码。",
		Try:  []string{`xiaochuang-centre rectify assign "等候太久" --station 110101001001 --channel hotline`},
	},
	"xiaochuang-centre rectify totals": {Does: "各站差评、按期、超期和回访几个数", Try: []string{"xiaochuang-centre rectify totals --from 2026-12-01"}},
	"xiaochuang-centre export": {
		Args: "文件", Does: "把办件列成表（CSV），不含个人信息",
		More: "写 --desk 就原样输出这台窗口机的流水，个人信息仍是加密的。" +
			"写 --shape five-tables 就按受理、过程、结果、特别程序、材料五张表导出到一个新的文件夹，姓名、证件和电话遮住；" +
			"--reveal 导出完整的，逐件记入操作记录。缺必填内容的办件不导出，逐件说明缺什么，这时退出码为 1。",
		Try: []string{
			"xiaochuang-centre export cases.csv",
			"xiaochuang-centre export 交换 --shape five-tables --since 2026-11-01 --until 2026-11-30",
		},
	},
	"xiaochuang-centre version": {Does: "版本和编译日期"},
	"xiaochuang-centre help":    {Args: "命令", Does: "看一个命令的说明"},
}

// streetFlags are what it says of their flags.
var streetFlags = map[string]string{
	"xiaochuang-centre announce --station":       "只发给这些`站点编码`，可以写几次",
	"xiaochuang-centre announce --from":          "从哪一`天`起显示，不写就是今天",
	"xiaochuang-centre announce --until":         "显示到哪一`天`，不写就是七天",
	"xiaochuang-centre announce --by":            "谁发的，写`姓名`",
	"xiaochuang-centre order --from":             "日志从哪一`天`起，不写就是昨天",
	"xiaochuang-centre order --until":            "日志到哪一`天`，不写就是今天",
	"xiaochuang-centre order --sure":             "确定要清除密钥",
	"xiaochuang-centre orders --desk":            "只看这台`站点编码-桌号`的",
	"xiaochuang-centre orders --log":             "把送来的日志也写出来",
	"xiaochuang-centre export --shape":           "导出成什么`形状`：five-tables 五张表；不写就是一张办件表",
	"xiaochuang-centre export --profile":         "代码和列名的对照`表`：gb39046 按国标，reversed 办件类型和满意度反过来，或自己的 .toml 文件",
	"xiaochuang-centre export --format":          "`格式`：csv 或 jsonl",
	"xiaochuang-centre export --since":           "从哪一`天`收的件起",
	"xiaochuang-centre export --until":           "到哪一`天`收的件止",
	"xiaochuang-centre export --org":             "受理部门的`名称`，不写就是各站的",
	"xiaochuang-centre export --org-code":        "受理部门的`编码`，不写就是各站的十二位",
	"xiaochuang-centre export --reveal":          "姓名、证件和电话写完整的，逐件记下谁导的",
	"xiaochuang-centre export --by":              "谁导的，写`姓名`",
	"xiaochuang-centre export --of-street":       "只导这个街道`编码`（九位）的",
	"--backup":                                   "备份`目录`",
	"--metrics":                                  "在这个`地址`给出 Prometheus 指标；不写就不给",
	"--to-database":                              "搬到这个 PostgreSQL `地址`；有口令的写 passfile 或服务文件",
	"--to-scans":                                 "扫描件搬到这个目录或 S3 `地址`",
	"xiaochuang-centre serve --backup":           "每天凌晨备份到这个`目录`，并核对扫描件",
	"xiaochuang-centre tend --backup":            "损坏的从这个备份`目录`修复",
	"xiaochuang-centre cases --state":            "只看这个`状态`的",
	"xiaochuang-centre --database":               "PostgreSQL 的`地址`，几台中心共用；不写就用数据目录里的文件。有口令的写在环境变量 XIAOCHUANG_CENTRE_DATABASE 里",
	"xiaochuang-centre --scans":                  "扫描件放哪里：目录，或 S3 的`地址`；不写就在数据目录里。有口令的写在环境变量 XIAOCHUANG_CENTRE_SCANS 里",
	"xiaochuang-centre --data":                   "街道中心的数据`目录`；也可以用环境变量 XIAOCHUANG_CENTRE_DATA",
	"xiaochuang-centre rectify list --open":      "只列没有办结的",
	"xiaochuang-centre rectify list --station":   "只看这个`站点编码`的",
	"xiaochuang-centre rectify say --words":      "给站里看的`话`，退回必写",
	"xiaochuang-centre rectify say --until":      "新期限是哪一`天`",
	"xiaochuang-centre rectify assign --station": "交给哪个`站点编码`",
	"xiaochuang-centre rectify assign --case":    "是哪个`办件编号`",
	"xiaochuang-centre rectify assign --level":   "`评价`：dissatisfied 不满意、very_dissatisfied 非常不满意",
	"xiaochuang-centre rectify assign --channel": "从`哪里`来：hotline（12345）、sms（短信）",
	"xiaochuang-centre rectify assign --tag":     "`标签`代码，可以写几次",
	"xiaochuang-centre rectify assign --until":   "期限是哪一`天`，不写就是七天",
	"xiaochuang-centre rectify totals --from":    "从哪一`天`起开的单",
	"xiaochuang-centre rectify totals --to":      "到哪一`天`为止开的单",
}
