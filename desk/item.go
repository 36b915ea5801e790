package desk

import "slices"

// A Mode is the class of an item, which decides how a case of it may end at
// this desk (受理类, 代收代办类, 咨询预审类).
type Mode string

// The three modes. A station accepts only ModeAccept; ModeCollect goes to the
// street, whose clock starts there; ModeAdvise makes no case at all.
const (
	ModeAccept  Mode = "S" // 受理
	ModeCollect Mode = "D" // 代收代办
	ModeAdvise  Mode = "Z" // 咨询预审
)

// Valid reports whether m is one of the three modes.
func (m Mode) Valid() bool { return m == ModeAccept || m == ModeCollect || m == ModeAdvise }

// An Item is one matter of the catalogue (政务服务事项) with the elements of
// its guide after DB11/T 1901 and GB/T 39554. Empty means no source: the card
// shows 待核 and nothing is printed as a fact.
type Item struct {
	ID           string   `json:"id"`
	Name         string   `json:"name"`
	Aliases      []string `json:"aliases"`  // nicknames and words of life events
	Keywords     []string `json:"keywords"` // further search words
	CategoryCode string   `json:"category_code"`
	Category     string   `json:"category"`
	Mode         Mode     `json:"mode_code"`

	ItemTypeCode  string `json:"item_type_code"`      // GB/T 39046 A: 01 许可 … 20 公共服务
	ExerciseLevel string `json:"exercise_level_code"` // GB/T 39046 A: 1 国家 … 6 村(社区)
	ServedAtLevel string `json:"served_at_level_code"`
	BasicCode     string `json:"basic_code"`       // 基本编码, 12
	TaskCode      string `json:"task_code"`        // 实施编码, 31
	HandleCode    string `json:"handle_item_code"` // 业务办理项编码, 33
	CodesMade     bool   `json:"codes_synthetic"`  // the three codes are invented for demonstration
	Version       int    `json:"version"`

	Department  string      `json:"department"`
	HandledAt   string      `json:"handled_at"`
	Applicants  []string    `json:"applicant_codes"`   // 服务对象, GB/T 39046 A
	ProjectType ProjectType `json:"project_type_code"` // 办件类型
	PromiseDays int         `json:"promise_days"`
	PromiseUnit string      `json:"promise_unit"` // 工作日 or 自然日
	LegalDays   *int        `json:"legal_days"`   // nil where not found
	Basis       []string    `json:"basis"`        // 设定依据
	Conditions  []string    `json:"conditions"`   // 受理条件

	Materials   []Requirement `json:"materials"`
	Flow        []string      `json:"flow"`
	Result      string        `json:"result"`
	CheckPoints []string      `json:"check_points"` // 审核要点
	Answer      string        `json:"answer"`       // 统一咨询答复口径
	Stages      []Stage       `json:"stages"`
	Situations  []Question    `json:"situations"`

	Fee            Fee      `json:"fee"`
	Places         []Place  `json:"places"`
	OnsiteVisits   int      `json:"onsite_visits"`
	ProxyAllowed   bool     `json:"proxy_allowed"`
	Season         *string  `json:"season"`
	VerticalSystem *string  `json:"vertical_system"`
	DoubleEntry    bool     `json:"double_entry"`
	Excludes       []string `json:"excludes"` // ids of items that cannot be had together with this one
	GuideURL       string   `json:"guide_url"`
	Online         []Online `json:"online"` // how it is done without the window, by channel

	Verified       bool     `json:"verified"`
	VerifiedFields []string `json:"verified_fields"` // the elements that the source supports
	Source         string   `json:"source"`
	Note           string   `json:"note"`
}

// Sourced reports whether the element with that name, as in the catalogue file,
// is backed by the item's source. What is not is shown as 待核 and never
// printed as a fact.
func (it Item) Sourced(field string) bool {
	return slices.Contains(it.VerifiedFields, field) || it.Verified && len(it.VerifiedFields) == 0
}

// A ProjectType is the 办件类型 of GB/T 39046 A.6. Exports map it by profile,
// since other interfaces turn the digits round.
type ProjectType string

// Project types.
const (
	Instant  ProjectType = "1" // 即办件
	Promised ProjectType = "2" // 承诺件
	OtherPT  ProjectType = "9" // 其他
)

// A Requirement is one material that an item asks for.
type Requirement struct {
	Key           string   `json:"key"` // stable within the item
	Name          string   `json:"name"`
	Kind          string   `json:"kind"` // 证件证照, 申请表单, 证明材料 …
	Form          string   `json:"form"` // 原件, 复印件(核验原件) …
	Originals     int      `json:"originals"`
	Copies        int      `json:"copies"`
	CheckOriginal bool     `json:"check_original"`
	Source        string   `json:"source"` // 申请人自备, 政府部门核发 …
	Required      bool     `json:"required"`
	Condition     *string  `json:"condition"` // when it is asked for, if not always
	ELicense      bool     `json:"e_license"` // an electronic licence may stand for it
	Scan          bool     `json:"scan"`
	Note          string   `json:"note"`
	CheckPoints   []string `json:"check_points"`
	Substitutes   []string `json:"accept_substitutes"`
}

// A Stage says who does what by which rule in one of the five stages
// 咨询 接件 受理 告知 送达.
type Stage struct {
	Stage string `json:"stage"`
	Body  string `json:"body"`
	Duty  string `json:"duty"`
	Rule  string `json:"rule"`
}

// A Question is one step of an item's situations (情形): its answers choose
// which materials are asked for.
type Question struct {
	Key     string   `json:"key"`
	Ask     string   `json:"ask"`
	Fact    string   `json:"fact,omitempty"` // what the console knows by itself and need not ask; see Facts
	When    []When   `json:"when,omitempty"` // asked only where each of them holds
	Answers []Choice `json:"answers"`
}

// A When is a condition of a Question: an earlier one has one of the answers.
type When struct {
	Question string   `json:"question"`
	Answers  []string `json:"answers"`
}

// A Choice is one answer to a Question.
type Choice struct {
	Key   string   `json:"key"`
	Say   string   `json:"say"`
	Fact  string   `json:"fact,omitempty"` // the value of the question's fact that this answer stands for
	Adds  []string `json:"adds"`           // material keys asked for only with this answer
	Drops []string `json:"drops"`          // material keys not asked for with this answer
	Note  string   `json:"note"`
}

// Online is how a citizen does a matter at a terminal or on the net (GB/T 39554:
// 办理形式, 网办流程).
type Online struct {
	Channel AssistChannel `json:"channel"`
	URL     string        `json:"url,omitempty"` // of its page, for the code
	Steps   []string      `json:"steps"`
}

// Fee is what the citizen pays.
type Fee struct {
	Charged bool   `json:"charged"`
	Text    string `json:"text"`
}

// A Place is where the matter is handled.
type Place struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Hours   string `json:"hours"`
	Phone   string `json:"phone"`
}

// A Certificate is one of the proofs that a residents' committee must not
// issue (民发〔2020〕20号) with the way to go instead.
type Certificate struct {
	Key     string   `json:"key"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Why     string   `json:"why"`
	Instead string   `json:"instead"`
	Where   string   `json:"where"`
	Phone   string   `json:"phone"`
}
