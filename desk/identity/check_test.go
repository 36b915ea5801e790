package identity

import "testing"

// TestCheck has the rules of every kind of document. All people are invented,
// save the two samples that GB 11643-1999 itself prints.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name    string
		doc     Document
		number  string
		verdict Verdict
		code    Code
		birth   string
		sex     Sex
	}{
		{"the standard's own sample, check X", CitizenCard, "11010519491231002X", OK, Fine, "1949-12-31", Female},
		{"the standard's own sample, check 4", CitizenCard, "440524188001010014", OK, Fine, "1880-01-01", Male},
		{"odd sequence is a man", CitizenCard, "110101180001010015", OK, Fine, "1800-01-01", Male},
		{"even sequence is a woman", CitizenCard, "110101180001010023", OK, Fine, "1800-01-01", Female},
		{"29 February of a leap year", CitizenCard, "110101180402290011", OK, Fine, "1804-02-29", Male},
		{"29 February of 1800, which was none", CitizenCard, "110101180002290012", Wrong, BadBirth, "", ""},
		{"check character of another number", CitizenCard, "110105194912310021", Wrong, BadCheck, "", ""},
		{"lower-case x", CitizenCard, "11010519491231002x", OK, Fine, "1949-12-31", Female},
		{"full-width x and digits", CitizenCard, "１１０１０５１９４９１２３１００２ｘ", OK, Fine, "1949-12-31", Female},
		{"typed in groups", CitizenCard, " 110105 19491231　002X ", OK, Fine, "1949-12-31", Female},
		{"pasted with invisible characters", CitizenCard, "\u200b11010519491231\u200d002X\ufeff", OK, Fine, "1949-12-31", Female},
		{"area code of a dissolved district", CitizenCard, "110103180001010018", OK, Fine, "1800-01-01", Male},
		{"no area begins with 0", CitizenCard, "010101180001010011", Wrong, BadShape, "", ""},
		{"nothing", CitizenCard, "  ", Wrong, Empty, "", ""},
		{"fifteen digits", CitizenCard, "110101000101001", Wrong, OldFifteen, "", ""},
		{"one digit short", CitizenCard, "11010118000101001", Wrong, BadLength, "", ""},
		{"a letter O for a zero", CitizenCard, "11O101180001010015", Wrong, BadCharacter, "", ""},
		{"X inside", CitizenCard, "1101011800010100X5", Wrong, BadShape, "", ""},
		{"month 13", CitizenCard, "110101180013010012", Wrong, BadBirth, "", ""},
		{"temporary card, same check", TemporaryCard, "110101180001010015", OK, Fine, "1800-01-01", Male},
		{"temporary card refuses too", TemporaryCard, "110101180001010016", Wrong, BadCheck, "", ""},
		{"a residence permit is no citizen's card", CitizenCard, "810000180001010019", Doubt, OtherKind, "1800-01-01", Male},
		{"a foreigner's card is no citizen's card", CitizenCard, "911999180001010022", Doubt, OtherKind, "1800-01-01", Female},

		{"permit, Hong Kong", ResidencePermit, "810000180001010019", OK, Fine, "1800-01-01", Male},
		{"permit, Macau", ResidencePermit, "820000180001010029", OK, Fine, "1800-01-01", Female},
		{"permit, Taiwan", ResidencePermit, "830000180001010039", OK, Fine, "1800-01-01", Male},
		{"permit, wrong check is a doubt", ResidencePermit, "830000180001010038", Doubt, BadCheck, "", ""},
		{"permit of no region", ResidencePermit, "110101180001010015", Doubt, OtherKind, "1800-01-01", Male},

		{"foreign resident, card of 2023", ForeignResident, "911999189912310019", OK, Fine, "1899-12-31", Male},
		{"foreign resident, woman", ForeignResident, "911999180001010022", OK, Fine, "1800-01-01", Female},
		{"foreign resident, leap day", ForeignResident, "911999180402290037", OK, Fine, "1804-02-29", Male},
		{"foreign resident, former card", ForeignResident, "zzz110000000001", OK, Fine, "", ""},
		{"foreign resident, must begin with 9", ForeignResident, "110101180001010015", Doubt, BadShape, "", ""},
		{"foreign resident, wrong check", ForeignResident, "911999189912310018", Doubt, BadCheck, "", ""},
		{"foreign resident, neither", ForeignResident, "ZZ1100000000001", Doubt, BadShape, "", ""},

		{"Hong Kong permit, first issue", HongKongPermit, "H00000000", OK, Fine, "", ""},
		{"Macau permit", HongKongPermit, "m12345678", OK, Fine, "", ""},
		{"Hong Kong permit with count", HongKongPermit, "H0000000001", OK, Fine, "", ""},
		{"Hong Kong permit, other letter", HongKongPermit, "K00000000", Doubt, BadShape, "", ""},
		{"Taiwan permit", TaiwanPermit, "12345678", OK, Fine, "", ""},
		{"Taiwan permit, zeros", TaiwanPermit, "00000000", OK, Fine, "", ""},
		{"Taiwan permit, former", TaiwanPermit, "0000000000(A)", OK, Fine, "", ""},
		{"Taiwan permit, full-width brackets", TaiwanPermit, "0000000000（A）", OK, Fine, "", ""},
		{"Taiwan permit, seven digits", TaiwanPermit, "1234567", Doubt, BadShape, "", ""},
		{"passport, E and digit", Passport, "E00000000", OK, Fine, "", ""},
		{"passport, E and letter", Passport, "EA0000000", OK, Fine, "", ""},
		{"passport, G", Passport, "G00000000", OK, Fine, "", ""},
		{"passport, the series has no I", Passport, "EI0000000", Doubt, BadShape, "", ""},
		{"passport of another state", Passport, "X1234567", OK, Fine, "", ""},
		{"passport, a dash", Passport, "X-1234567", Doubt, BadCharacter, "", ""},
		{"passport, 21 characters", Passport, "X12345678901234567890", Doubt, BadLength, "", ""},
		{"birth record", BirthRecord, "Z000000000", OK, Fine, "", ""},
		{"birth record, lower case", BirthRecord, "k000000001", OK, Fine, "", ""},
		{"birth record without its letter", BirthRecord, "1234567890", Doubt, BadShape, "", ""},
		{"officer's card as written", Officer, "军字第0000001号", OK, Fine, "", ""},
		{"household book as written", Household, "000000001", OK, Fine, "", ""},
		{"household book by citizen number", Household, "110101180001010015", OK, Fine, "1800-01-01", Male},
		{"household book, citizen number mistyped", Household, "110101180001010016", Doubt, BadCheck, "", ""},

		{"disability card, kind 4", DisabilityCard, "11010118000101001543", OK, Fine, "1800-01-01", Male},
		{"disability card, kind 1", DisabilityCard, "11010118000101002311", OK, Fine, "1800-01-01", Female},
		{"disability card, kind 6", DisabilityCard, "11010118040229001164", OK, Fine, "1804-02-29", Male},
		{"disability card, reissued", DisabilityCard, "11010118000101001543b1", OK, Fine, "1800-01-01", Male},
		{"disability card, kind 8", DisabilityCard, "11010118000101001583", Doubt, DisabilityKind, "", ""},
		{"disability card, grade 5", DisabilityCard, "11010118000101001545", Doubt, DisabilityGrade, "", ""},
		{"disability card, wrong citizen number", DisabilityCard, "11010118000101001643", Doubt, BadCheck, "", ""},
		{"disability card, citizen number alone", DisabilityCard, "110101180001010015", Doubt, BadShape, "", ""},

		{"credit code, sample of the standard", CreditCode, "91350100M000100Y43", OK, Fine, "", ""},
		{"credit code, a public office", CreditCode, "11110000000026833B", OK, Fine, "", ""},
		{"credit code, company", CreditCode, "91110108ma00000070", OK, Fine, "", ""},
		{"credit code, association", CreditCode, "52110101MJ000000XG", OK, Fine, "", ""},
		{"credit code, last character changed", CreditCode, "91350100M000100Y44", Doubt, BadCheck, "", ""},
		{"credit code, a letter it has not", CreditCode, "91350100I000100Y43", Doubt, BadCharacter, "", ""},
		{"credit code, short", CreditCode, "91350100M000100Y4", Doubt, BadLength, "", ""},
		{"credit code, letters for the area", CreditCode, "91A50100M000100Y43", Doubt, BadShape, "", ""},

		{"other kind as written", OtherDocument, "士兵证 12345", OK, Fine, "", ""},
		{"escape sequence", OtherDocument, "12\x1b[2J", Wrong, BadCharacter, "", ""},
		{"line break inside is a space", OtherDocument, "12\n34", OK, Fine, "", ""},
		{"more than any number has", OtherDocument, "12345678901234567890123456789012345678901", Wrong, TooLong, "", ""},
		{"kind that does not exist", "999", "1", Wrong, UnknownKind, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Check(tt.doc, tt.number)
			if f.Verdict != tt.verdict || f.Code != tt.code {
				t.Errorf("verdict %d %q, want %d %q", f.Verdict, f.Code, tt.verdict, tt.code)
			}
			if string(f.Birth) != tt.birth || f.Sex != tt.sex {
				t.Errorf("birth %q sex %q, want %q %q", f.Birth, f.Sex, tt.birth, tt.sex)
			}
		})
	}
}

func TestEveryKindHasARule(t *testing.T) {
	for _, d := range Documents {
		if f := Check(d, "!"); f.Code == UnknownKind {
			t.Errorf("kind %s has no rule", d)
		}
	}
	if len(Documents) != len(rules) {
		t.Errorf("%d kinds are listed, %d have rules", len(Documents), len(rules))
	}
}

func TestLooksNamesTheOtherKind(t *testing.T) {
	for number, want := range map[string]Document{
		"810000180001010019": ResidencePermit,
		"911999180001010022": ForeignResident,
		"110101180001010015": "",
	} {
		if f := Check(CitizenCard, number); f.Looks != want {
			t.Errorf("looks %q, want %q", f.Looks, want)
		}
	}
}

func TestInnerCheckOfCreditCode(t *testing.T) {
	body := "91350100M000100Y3" // the sample with another organisation check
	f := Check(CreditCode, body+string(creditCheck(body)))
	if f.Code != BadInnerCheck {
		t.Errorf("code %q, want %q", f.Code, BadInnerCheck)
	}
}

func TestContact(t *testing.T) {
	for _, tt := range []struct {
		name, in, want string
		code           Code
		check          func(string) Finding
	}{
		{"mobile", "13800000000", "13800000000", Fine, Phone},
		{"mobile in groups", "138 0000-0000", "13800000000", Fine, Phone},
		{"mobile with country code", "+86 138 0000 0000", "13800000000", Fine, Phone},
		{"mobile, full-width", "１３８００００００００", "13800000000", Fine, Phone},
		{"mobile, no such prefix", "12000000000", "12000000000", PhoneShape, Phone},
		{"Beijing line", "010-65000000", "010-65000000", Fine, Phone},
		{"Beijing line without its code", "65000000", "010-65000000", Fine, Phone},
		{"Beijing line in brackets", "（010）65000000", "010-65000000", Fine, Phone},
		{"Beijing line without hyphen", "01065000000", "010-65000000", Fine, Phone},
		{"Beijing line, no such prefix", "010-15000000", "010-15000000", PhoneShape, Phone},
		{"line elsewhere", "0311-80000000", "0311-80000000", Fine, Phone},
		{"seven digits", "6500000", "6500000", PhoneShape, Phone},
		{"words", "没有", "没有", PhoneShape, Phone},
		{"no phone", "", "", Empty, Phone},
		{"too long", "138000000001380000000013800000", "138000000001380000000013800000", TooLong, Phone},
		{"postcode", "100000", "100000", Fine, Postcode},
		{"postcode elsewhere", "050000", "050000", Fine, Postcode},
		{"postcode of no region", "990000", "990000", PostcodeShape, Postcode},
		{"postcode, five digits", "10000", "10000", PostcodeShape, Postcode},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := tt.check(tt.in)
			if f.Number != tt.want || f.Code != tt.code {
				t.Errorf("got %q %q, want %q %q", f.Number, f.Code, tt.want, tt.code)
			}
			if wantOK := tt.code == Fine; wantOK != (f.Verdict == OK) {
				t.Errorf("verdict %d with code %q", f.Verdict, f.Code)
			}
		})
	}
}
