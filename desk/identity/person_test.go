package identity

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

func at(s string) time.Time { return desk.Day(s).Start() }

func TestOn(t *testing.T) {
	for _, tt := range []struct {
		name    string
		doc     Document
		number  string
		today   string
		use     Use
		verdict Verdict
		code    Code
	}{
		{"a living person at the live desk", CitizenCard, "11010519491231002X", "2026-11-23", Live, OK, Fine},
		{"a living person in rehearsal", CitizenCard, "11010519491231002X", "2026-11-23", Rehearsal, Wrong, RealPerson},
		{"an invented person in rehearsal", CitizenCard, "110101180001010015", "2026-11-23", Rehearsal, OK, Fine},
		{"an invented person at the live desk", CitizenCard, "110101180001010015", "2026-11-23", Live, Wrong, Invented},
		{"an invented disability card at the live desk", DisabilityCard, "11010118000101001543", "2026-11-23", Live, Wrong, Invented},
		{"an invented permit at the live desk", ResidencePermit, "810000180001010019", "2026-11-23", Live, Wrong, Invented},
		{"not yet born", CitizenCard, "11010519491231002X", "1949-12-30", Live, Wrong, BornInFuture},
		{"born today", CitizenCard, "11010519491231002X", "1949-12-31", Live, OK, Fine},
		{"not yet born, other kind", Household, "11010519491231002X", "1949-12-30", Live, Doubt, BornInFuture},
		{"130 years", CitizenCard, "11010519491231002X", "2080-12-30", Live, OK, Fine},
		{"131 years", CitizenCard, "11010519491231002X", "2080-12-31", Live, Doubt, TooOld},
		{"a passport says nothing of birth", Passport, "E00000000", "2026-11-23", Rehearsal, OK, Fine},
		{"a failed check stays what it was", CitizenCard, "110105194912310021", "2026-11-23", Rehearsal, Wrong, BadCheck},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Check(tt.doc, tt.number).On(at(tt.today), tt.use)
			if f.Verdict != tt.verdict || f.Code != tt.code {
				t.Errorf("got %d %q, want %d %q", f.Verdict, f.Code, tt.verdict, tt.code)
			}
		})
	}
}

func TestBirthdayIsOfBeijing(t *testing.T) {
	// 16:30 UTC on 30 December is already the 31st in Beijing.
	now := time.Date(1949, 12, 30, 16, 30, 0, 0, time.UTC)
	if Future("1949-12-31", now) {
		t.Error("a child born today in Beijing counts as not yet born")
	}
}

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		name, birth, today string
		want               int
	}{
		{"the day before the birthday", "1900-05-02", "1960-05-01", 59},
		{"the birthday", "1900-05-02", "1960-05-02", 60},
		{"leap day, year without one", "1896-02-29", "1897-02-28", 0},
		{"leap day, first of March", "1896-02-29", "1897-03-01", 1},
		{"not born", "1900-05-02", "1899-05-02", -1},
		{"no date", "", "1960-05-02", -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Age(desk.Day(tt.birth), at(tt.today)); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestSynthetic(t *testing.T) {
	for number, want := range map[string]bool{
		"110101180001010015":   true,
		"440524188001010014":   true,
		"110101190012310012":   true, // 1900 is the last year
		"11010119010101001X":   false,
		"11010519491231002X":   false,
		"11010519491231002x":   false,
		"11010118000101001543": true,
		"H00000000":            false,
		"":                     false,
	} {
		if got := Synthetic(number); got != want {
			t.Errorf("birth year of %q: synthetic %v, want %v", MaskTail(number), got, want)
		}
	}
}

func TestAgree(t *testing.T) {
	const card, holder = "11010118000101001543", "110101180001010015"
	for _, tt := range []struct {
		name   string
		doc    Document
		number string
		e      Entered
		code   Code
	}{
		{"nothing entered", CitizenCard, holder, Entered{}, Fine},
		{"all agrees", CitizenCard, holder, Entered{Birth: "1800-01-01", Sex: Male}, Fine},
		{"another birth date", CitizenCard, holder, Entered{Birth: "1800-01-02", Sex: Male}, BirthDiffers},
		{"another sex", CitizenCard, holder, Entered{Birth: "1800-01-01", Sex: Female}, SexDiffers},
		{"sex not stated", CitizenCard, holder, Entered{Sex: SexNotStated}, Fine},
		{"no birth in the number", Passport, "E00000000", Entered{Birth: "1800-01-01", Sex: Male}, Fine},
		{"disability card of the holder", DisabilityCard, card, Entered{Citizen: holder}, Fine},
		{"disability card of somebody else", DisabilityCard, card, Entered{Citizen: "110101180001010023"}, HolderDiffers},
		{"a worse finding stays", CitizenCard, "110101180001010016", Entered{Birth: "1800-01-02"}, BadCheck},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Check(tt.doc, tt.number).Agree(tt.e)
			if f.Code != tt.code {
				t.Errorf("code %q, want %q", f.Code, tt.code)
			}
			if tt.code == BirthDiffers && f.Verdict != Doubt {
				t.Errorf("verdict %d, want a doubt", f.Verdict)
			}
		})
	}
}
