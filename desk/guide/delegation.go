package guide

import "xiaochuang/desk"

// Delegation implements desk.Guide.
func (c *Catalogue) Delegation() desk.Requirement { return Delegation() }

// Delegation is a written power of attorney, which whoever acts for another shows
// (民法典 165).
func Delegation() desk.Requirement {
	return desk.Requirement{
		Key: desk.DelegationKey, Name: "授权委托书", Kind: "申请表单", Form: "原件", Originals: 1, Source: "申请人自备",
		Required: true, Scan: true, Note: "写明谁托谁、办什么事、到哪天为止，委托人签名；可当场打印委托登记单代替",
		CheckPoints: []string{"委托人、受托人的姓名与证件一致", "委托的就是这件事，没有过期"},
	}
}
