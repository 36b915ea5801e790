package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/store/storetest"
)

// What the people of these tests are called; they are invented.
var (
	surnames = []rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜单解查曾仇")
	givens   = []rune("示例样本虚构演练测试甲乙丙丁安宁平和青山绿水春夏秋冬𬭎𠮷")
	matters  = []string{"最低生活保障申请", "失业登记", "老年人优待证办理", "居住证签注", "人民调解申请", "养犬登记"}
)

func someName(r *rand.Rand) string {
	n := []rune{surnames[r.IntN(len(surnames))], givens[r.IntN(len(givens))]}
	if r.IntN(3) > 0 {
		n = append(n, givens[r.IntN(len(givens))])
	}
	return string(n)
}

// crowd puts cases into the tables in one transaction, past the journal: what
// many years have left.
func crowd(tb testing.TB, s *Store, n int) {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	ctx := context.Background()
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		p := projector{ctx: ctx, tx: tx}
		for i := range n {
			at := storetest.Morning.Add(-time.Duration(i) * time.Minute)
			c := storetest.NewCase(fmt.Sprintf("crowd-%06d", i), desk.Person{
				Name: someName(r), Document: "111", Number: fmt.Sprintf("11010118990307%04d", i%10000),
			})
			c.Title, c.State, c.Received, c.Rev = matters[r.IntN(len(matters))], desk.CaseDone, &at, 1
			c.Comm = fmt.Sprint("11010100100", 1+i%2)
			doc := desk.CaseDoc{Case: c, Index: s.opener.index(c.Private.Applicant)}
			var err error
			if doc.Sealed, err = s.opener.seal(ctx, tx, caseOwner(c.ID), memberPrivate, c.Private); err != nil {
				return err
			}
			raw, err := json.Marshal(doc)
			if err != nil {
				return err
			}
			p.caseFile(doc, string(raw))
			if p.err != nil {
				return p.err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// everyCase reads every case there is, as a search without an index would.
func everyCase(tb testing.TB, s *Store) []desk.Case {
	tb.Helper()
	list, err := from(tb.Context(), s, func(b books) ([]desk.Case, error) {
		return b.cases(tb.Context(), selectCase+` ORDER BY c.at DESC, c.id DESC`)
	})
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

// plainScan finds among opened cases by looking at each.
func plainScan(list []desk.Case, word string) []string {
	typed := identity.Spell(word)
	spelled := typed[0] >= 'a' && typed[0] <= 'z'
	var out []string
	for i := range list {
		name := identity.Spell(list[i].Private.Applicant.Name)
		fits := identity.Spelled(typed, name) || !spelled && identity.Contained(typed, name)
		if fits || len(typed) > 1 && identity.Contained(typed, identity.Spell(list[i].Title)) {
			out = append(out, list[i].ID)
		}
	}
	return out
}

// TestFoundIsWhatAScanFinds compares the index with opening every case.
func TestFoundIsWhatAScanFinds(t *testing.T) {
	s := openIn(t, config(filepath.Join(t.TempDir(), "data"), storetest.NewClock(storetest.Morning)))
	crowd(t, s, 400)
	if err := s.IndexCases(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f := s.Finding(); !f.Done || f.Cases != 400 || f.Total != 400 || f.Names < 50 || f.Bytes < 400*100 || f.Bytes > 400*1000 {
		t.Errorf("the index says %+v", f)
	}
	r := rand.New(rand.NewPCG(3, 4))
	words := []string{"赵", "z", "zhao", "sl", "syb", "示例", "生活保障", "dibao", "shyedj", "𬭎", "示", "lv", "lu", "chu", "没有", "xx"}
	for range 40 {
		n := []rune(someName(r))
		words = append(words, string(n), string(n[:2]))
		letters := ""
		for _, c := range n {
			if all := identity.Readings(c); len(all) > 0 {
				letters += all[r.IntN(len(all))][:1]
			}
		}
		words = append(words, letters+"a", letters)
	}
	hits, all := 0, everyCase(t, s)
	for _, w := range words {
		if w == "" {
			continue
		}
		want := plainScan(all, w)
		found, err := s.FindCases(t.Context(), w, 500)
		if err != nil {
			t.Fatal(err)
		}
		got := idsOf(found)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the index finds %d cases, a scan %d", w, len(got), len(want))
		}
		hits += len(got)
	}
	if hits < 500 {
		t.Errorf("only %d hits in all: the words are too rare to say anything", hits)
	}
}

func idsOf(list []desk.Case) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.ID)
	}
	return out
}

// TestFoundAsTheJournalGoesOn holds that a case is found the moment it is
// written, by this process or another, under the name that it has now.
func TestFoundAsTheJournalGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	clock := storetest.NewClock(storetest.Morning)
	s := openIn(t, config(dir, clock))
	other := openIn(t, config(dir, clock)) // as another process has it
	if err := s.IndexCases(t.Context()); err != nil {
		t.Fatal(err)
	}
	find := func(text string, want ...string) {
		t.Helper()
		found, err := s.FindCases(t.Context(), text, 10)
		if got := idsOf(found); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s finds %v, %v; want %v", text, got, err, want)
		}
	}
	write := func(to *Store, rid string, decide func(desk.Tx) (desk.Act, error)) {
		t.Helper()
		if _, err := to.Write(t.Context(), rid, storetest.Duty(), decide); err != nil {
			t.Fatal(err)
		}
	}
	person := func(name string) desk.Person {
		p := storetest.Person()
		p.Name = name
		return p
	}
	find("赵示例")
	write(s, "r1", storetest.TakeIn(storetest.NewCase("c1", person("赵示例"))))
	find("zsl", "c1")
	clock.Add(time.Minute)
	write(other, "r2", storetest.TakeIn(storetest.NewCase("c2", person("赵示例"))))
	find("zsl", "c2", "c1")
	find("赵示例 0018", "c2", "c1")
	find("赵示例 9999")
	find("钱 0018")
	write(other, "r3", func(tx desk.Tx) (desk.Act, error) {
		c, err := tx.Case(t.Context(), "c1")
		c.Private.Applicant.Name = "孙𬭎"
		c.Rev++
		return desk.Act{Kind: desk.ActCaseSupplied, Obj: "case:c1", Cases: []desk.Case{c}}, err
	})
	find("赵示例", "c2")
	find("孙𬭎", "c1")
	find("sampleitem", "c2", "c1")
	find("s sampleitem", "c1")
	// A key that is wiped takes the name with it, index or not.
	err := s.db.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM object_key WHERE owner = 'case:c1'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	find("孙𬭎")
}

// TestWithoutTheIndexNumbersAreFound holds that a command, which makes no index,
// finds by numbers as ever and by names nothing.
func TestWithoutTheIndexNumbersAreFound(t *testing.T) {
	s := openIn(t, config(filepath.Join(t.TempDir(), "data"), storetest.NewClock(storetest.Morning)))
	crowd(t, s, 5)
	for text, want := range map[string]int{"0003": 1, "示例": 0} {
		if found, err := s.FindCases(t.Context(), text, 10); err != nil || len(found) != want {
			t.Errorf("%s finds %d, %v", text, len(found), err)
		}
	}
	if s.Finding().Begun {
		t.Error("an index was begun by nobody")
	}
}

// TestIndexBesideWrites makes the index while cases come in.
func TestIndexBesideWrites(t *testing.T) {
	s := openIn(t, config(filepath.Join(t.TempDir(), "data"), storetest.NewClock(storetest.Morning)))
	crowd(t, s, 600)
	done := make(chan error, 1)
	go func() { done <- s.IndexCases(t.Context()) }()
	for i := range 40 {
		c := storetest.NewCase(fmt.Sprint("late", i), desk.Person{Name: "郑虚构", Document: "111", Number: "110101189903070018"})
		if _, err := s.Write(t.Context(), c.ID, storetest.Duty(), storetest.TakeIn(c)); err != nil {
			t.Fatal(err)
		}
		if i%8 == 0 {
			if _, err := s.FindCases(t.Context(), "zxg", 50); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	found, err := s.FindCases(t.Context(), "郑虚构", 500)
	late := slices.DeleteFunc(idsOf(found), func(id string) bool { return id[:4] != "late" })
	if err != nil || len(late) != 40 {
		t.Errorf("%d of 40 late cases are found, %v", len(late), err)
	}
	if f := s.Finding(); f.Cases != 640 {
		t.Errorf("%d cases in the index", f.Cases)
	}
}

// TestTheIndexIsFaster holds the index against a plain scan in the same run.
func TestTheIndexIsFaster(t *testing.T) {
	s := openIn(t, config(filepath.Join(t.TempDir(), "data"), storetest.NewClock(storetest.Morning)))
	crowd(t, s, 1000)
	if err := s.IndexCases(t.Context()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	want := len(plainScan(everyCase(t, s), "zhaosl"))
	scan := time.Since(began)
	fastest := time.Hour
	for range 5 {
		began = time.Now()
		if found, err := s.FindCases(t.Context(), "zhaosl", 500); err != nil || len(found) != want {
			t.Fatal(len(found), want, err)
		}
		fastest = min(fastest, time.Since(began))
	}
	if fastest*5 > scan {
		t.Errorf("the index takes %v, a scan %v", fastest, scan)
	}
	t.Logf("index %v, scan %v, %d times", fastest, scan, scan/max(fastest, 1))
}
