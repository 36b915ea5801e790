package text

import (
	"fmt"
	"strings"

	"xiaochuang/desk/exchange"
)

// TablesExported tells what went into the tables of an exchange.
func TablesExported(cases int, dir string, revealed bool) string {
	how := "姓名、证件和电话已遮住"
	if revealed {
		how = "姓名、证件和电话是全的，已逐件记入操作记录"
	}
	return fmt.Sprintf("%d 件写到 %s；%s。", cases, dir, how)
}

// TableExported is one table of them, which a profile may have called otherwise.
func TableExported(table string, rows int) string {
	if name := tableNames[table]; name != "" {
		table += "（" + name + "）"
	}
	return fmt.Sprintf("%s %d 行", table, rows)
}

// TablesLeft says that cases were left out.
func TablesLeft(n int) string {
	return fmt.Sprintf("另有 %d 件没有导出，补齐以后再导一次：", n)
}

// LeftOut says why a case was left out.
func LeftOut(sealed bool, lacks []exchange.Lack) string {
	if sealed {
		return "申请人资料打不开：钥匙还没有送到，或已按期销毁"
	}
	var all []string
	for _, l := range lacks {
		if l.Table == exchange.Accepts && l.Column == "accept_date" && l.Why == exchange.WhyMissing {
			return "还没有受理：街道受理或办结以后再导"
		}
		all = append(all, lackName(l))
	}
	return strings.Join(all, "；")
}

func lackName(l exchange.Lack) string {
	table, column := tableNames[l.Table], columnNames[l.Column]
	if column == "" {
		column = l.Column
	}
	switch l.Why {
	case exchange.WhyMissing:
		return table + "表缺" + column
	case exchange.WhyLong:
		return table + "表的" + column + "太长"
	case exchange.WhyForm:
		return table + "表的" + column + "写法不对"
	}
	return table + "表的" + column + "不能用"
}

// tableNames are what the five tables are called by people.
var tableNames = map[string]string{
	exchange.Accepts: "受理", exchange.Processes: "过程", exchange.Results: "结果", exchange.Specials: "特别程序", exchange.Materials: "材料",
}

// columnNames are what the columns are called that can lack or be wrong.
var columnNames = map[string]string{
	"project_no": "办件编号", "catalog_code": "基本编码", "task_code": "实施编码", "task_handle_item": "业务办理项编码",
	"task_name": "事项名称", "task_version": "事项版本", "project_name": "办理摘要",
	"applyer_name": "申请人姓名", "applyer_type": "申请人类型", "applyer_page_type": "申请人证件类型", "applyer_page_code": "申请人证件号码",
	"contact_name": "联系人姓名", "contact_page_type": "联系人证件类型", "contact_page_code": "联系人证件号码", "contact_mobile": "联系人手机",
	"address": "地址", "post_code": "邮编", "apply_type": "申请类型", "apply_date": "申请时间", "accept_org": "受理部门", "accept_org_code": "受理部门编码",
	"accept_user": "受理人员", "accept_date": "受理时间", "promise_date": "承诺办结时间", "project_type": "办件类型",
	"process_name": "办理环节", "event_name": "业务动作", "start_time": "开始时间", "end_time": "结束时间", "opinion": "办理意见",
	"handle_user": "办理人员", "remark": "备注", "result_type": "办结结果", "result_date": "办结时间", "result_explain": "结果描述",
	"special_name": "特别程序名称", "special_reason": "理由", "material_name": "材料名称", "take_num": "收取数量",
	"data_source": "数据来源", "cd_batch": "批次",
}
