package text

import (
	"strconv"

	"xiaochuang/desk"
)

// Words of what stands beside the work in a wide window.
const (
	SideSubstitutes = "可替代"
	SideItemPoints  = "这件事要看"
	SideNotes       = "要说明的"
	SideFigures     = "今天"

	FigureTaken   = "取号"
	FigureDone    = "办完"
	FigureWaiting = "等候"
	FigureLongest = "等得最久"
	FigureMissed  = "过号未回"
	FigureDrafts  = "草稿"
	FigureOwed    = "首问待复"
)

// People counts people.
func People(n int) string { return strconv.Itoa(n) + " 人" }

// Pieces counts cases and questions.
func Pieces(n int) string { return strconv.Itoa(n) + " 件" }

// SidePerson names the applicant.
func SidePerson(name, number string) string { return dash(name) + "  " + dash(number) }

// SideAgent names the agent.
func SideAgent(name, number string) string { return "代理 " + dash(name) + "  " + dash(number) }

// RequirementHead is what the guide says of a material without its lists.
func RequirementHead(r desk.Requirement) []string {
	r.CheckPoints, r.Substitutes = nil, nil
	return RequirementNote(r)
}
