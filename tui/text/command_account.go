package text

// Words of the accounts of the street's people.
const (
	CentreOperator   = "中心操作员"
	NoAccounts       = "还没有账号。用 account add 开一个。"
	AccountCol       = "账号"
	AccountColName   = "姓名"
	AccountColRole   = "角色"
	AccountColSeen   = "上次登录"
	AccountColStreet = "街道"
)

// PeopleAt tells where the street's people find their pages.
func PeopleAt(at string, tls bool, path string) string {
	scheme := "http://"
	if tls {
		scheme = "https://"
	}
	return "街道工作人员用浏览器打开 " + scheme + at + path
}

// SecretFor tells a secret that is given out, and how it is used.
func SecretFor(login, secret string) string {
	return "账号 " + login + " 的初始口令：" + secret + "\n三天内有效，第一次登录时要换成自己的。请当面交给本人，这里不会再显示。"
}

// AccountNow tells how an account is.
func AccountNow(login, state string) string { return "账号 " + login + "：" + state }

// AccountRole names a role.
func AccountRole(role string) string {
	if role == "admin" {
		return "管理"
	}
	return "审核"
}

// AccountState names how an account is.
func AccountState(active, locked, given bool) string {
	switch {
	case !active:
		return "已停用"
	case locked:
		return "连错被锁"
	case given:
		return "还没换初始口令"
	}
	return "正常"
}

var accountUses = map[string]CommandUse{
	"xiaochuang-centre account": {Does: "街道工作人员登录网页的账号"},
	"xiaochuang-centre account add": {
		Args: "账号", Does: "开一个账号，显示一次初始口令",
		More: "审核（review）看办件、答复、核对交接、录入；管理（admin）看各站和查阅记录。一人要两样就开两个账号。",
		Try:  []string{"xiaochuang-centre account add lisl --name 李示例 --role review"},
	},
	"xiaochuang-centre account list":    {Does: "列出账号"},
	"xiaochuang-centre account disable": {Args: "账号", Does: "停用一个账号，它正开着的网页立刻退出"},
	"xiaochuang-centre account enable":  {Args: "账号", Does: "恢复一个账号，或给连错被锁的解锁"},
	"xiaochuang-centre account passwd":  {Args: "账号", Does: "重发初始口令，三天内有效，旧的作废"},
}

var accountFlags = map[string]string{
	"xiaochuang-centre account add --name":   "本人的`姓名`，窗口和查阅记录里显示",
	"xiaochuang-centre account add --role":   "`角色`：review 审核，admin 管理",
	"xiaochuang-centre account add --street": "街道的 9 位`编码`；中心只有一个街道时不用写",
}
