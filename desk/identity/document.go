package identity

// A Document is a kind of identity document (证件类型) by its code in
// GA/T 2000.156. Codes that begin with X are this desk's own, for kinds whose
// code in that standard is not settled; an export maps them by its profile.
type Document string

// The documents that the desk takes.
const (
	CitizenCard     Document = "111" // 居民身份证
	TemporaryCard   Document = "112" // 临时居民身份证
	Household       Document = "113" // 户口簿
	Officer         Document = "114" // 军官证
	BirthRecord     Document = "117" // 出生医学证明
	Passport        Document = "414" // 普通护照
	TaiwanPermit    Document = "511" // 台湾居民来往大陆通行证
	HongKongPermit  Document = "516" // 港澳居民来往内地通行证
	ForeignResident Document = "553" // 外国人永久居留身份证
	ResidencePermit Document = "X01" // 港澳台居民居住证
	DisabilityCard  Document = "X02" // 残疾人证
	CreditCode      Document = "X03" // 统一社会信用代码
	OtherDocument   Document = "X99" // any other, taken as it is written
)

// Documents lists every kind in the order in which a clerk meets them.
var Documents = [...]Document{
	CitizenCard, TemporaryCard, Household, ResidencePermit, HongKongPermit,
	TaiwanPermit, ForeignResident, Passport, BirthRecord, Officer,
	DisabilityCard, CreditCode, OtherDocument,
}

// strict reports whether a number of this kind that fails its check is
// refused. The numbers of all other kinds may be odd on a genuine document,
// so a clerk can take them and give a reason.
func (d Document) strict() bool { return d == CitizenCard || d == TemporaryCard }
