package guide

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
	"pgregory.net/rapid"

	"xiaochuang/desk"
)

// within reports whether one of the wanted ids is among hits.
func within(hits []Hit, want string) bool {
	return slices.ContainsFunc(hits, func(h Hit) bool {
		for w := range strings.SplitSeq(want, ",") {
			if h.Item == "BJ-SQ-"+w || h.Certificate == w {
				return true
			}
		}
		return false
	})
}

// TestQueries asks what clerks and visitors ask: the right entry must be among
// the first three for 95 % of all, and for nine of ten of each kind.
func TestQueries(t *testing.T) {
	f, err := os.Open("testdata/queries.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ix := NewIndex(demonstration(t))
	asked, found := map[string]int{}, map[string]int{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		p := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(p[0], "#") {
			continue
		}
		if len(p) != 3 {
			t.Fatalf("line %q", lines.Text())
		}
		query, want, kind := p[0], p[1], p[2]
		asked[kind]++
		asked[""]++
		if hits := ix.Find(query, 3, nil); within(hits, want) {
			found[kind]++
			found[""]++
		} else {
			t.Logf("%s: want %s, got %v", query, want, hits)
		}
	}
	if asked[""] < 200 || len(asked) < 12 {
		t.Fatalf("%d queries of %d kinds", asked[""], len(asked)-1)
	}
	for kind, n := range asked {
		least := n * 90 / 100
		if kind == "" {
			least = n * 95 / 100
		}
		if found[kind] < least {
			t.Errorf("%q: %d of %d found", kind, found[kind], n)
		}
	}
}

// TestEveryTextFindsItsItem asks for every name and nickname of the catalogue
// as it stands, in full pinyin and in initials.
func TestEveryTextFindsItsItem(t *testing.T) {
	c := demonstration(t)
	ix := NewIndex(c)
	args := pinyin.NewArgs()
	asked, found := 0, 0
	ask := func(query, id string) {
		asked++
		if within(ix.Find(query, 3, nil), strings.TrimPrefix(id, "BJ-SQ-")) {
			found++
		}
	}
	for _, it := range c.Items() {
		for _, text := range append([]string{it.Name}, it.Aliases...) {
			var full, initials string
			for _, r := range fold(text).runes {
				s := string(r)
				if p := pinyin.SinglePinyin(r, args); len(p) > 0 {
					s = p[0]
				}
				full, initials = full+s, initials+s[:1]
			}
			ask(text, it.ID)
			ask(full, it.ID)
			if len(initials) > 3 {
				ask(initials, it.ID)
			}
		}
	}
	if asked < 2000 || found < asked*98/100 {
		t.Errorf("%d of %d found", found, asked)
	}
}

// books is a small catalogue whose names have characters of several readings.
func books(t interface {
	Helper()
	Fatal(...any)
},
) *Index {
	t.Helper()
	items := []desk.Item{
		{ID: "A-1", Name: "重阳节慰问登记", Aliases: []string{"重阳慰问"}},
		{ID: "A-2", Name: "银行账户变更", Keywords: []string{"换卡"}},
		{ID: "A-3", Name: "青少年成长营", Aliases: []string{"长高高"}},
		{ID: "A-4", Name: "绿化认养（女职工）", BasicCode: "110599001000"},
		{ID: "A-5", Name: "重阳节慰问登记"},
	}
	c, err := assemble(header{}, items, []desk.Certificate{{Key: "weather", Name: "天气证明", Aliases: []string{"下雨证明"}}})
	if err != nil {
		t.Fatal(err)
	}
	return NewIndex(c)
}

func TestFind(t *testing.T) {
	ix := books(t)
	for _, tt := range []struct {
		name  string
		query string
		item  string
		field Field
		text  string
		piece string // the marked pieces, joined
		how   How
	}{
		{"characters", "慰问", "A-1", FieldAlias, "重阳慰问", "慰问", ByChars},
		{"a heteronym by one reading", "chongyangj", "A-1", FieldName, "重阳节慰问登记", "重阳节", ByPinyin},
		{"a heteronym by the other", "zhongyangj", "A-1", FieldName, "重阳节慰问登记", "重阳节", ByPinyin},
		{"hang", "yinhang", "A-2", FieldName, "银行账户变更", "银行", ByPinyin},
		{"xing", "yinxing", "A-2", FieldName, "银行账户变更", "银行", ByPinyin},
		{"zhang", "zhanggao", "A-3", FieldAlias, "长高高", "长高", ByPinyin},
		{"chang", "chengchang", "A-3", FieldName, "青少年成长营", "成长", ByPinyin},
		{"initials", "qsn", "A-3", FieldName, "青少年成长营", "青少年", ByInitials},
		{"initials with two letters for ch", "qsnchchy", "A-3", FieldName, "青少年成长营", "青少年成长营", ByMixture},
		{"initials of a heteronym", "zyj", "A-1", FieldName, "重阳节慰问登记", "重阳节", ByInitials},
		{"mixture", "银hang", "A-2", FieldName, "银行账户变更", "银行", ByMixture},
		{"ü as v", "lvhua", "A-4", FieldName, "绿化认养（女职工）", "绿化", ByPinyin},
		{"ü as u", "luhua", "A-4", FieldName, "绿化认养（女职工）", "绿化", ByPinyin},
		{"ü as itself", "lühua", "A-4", FieldName, "绿化认养（女职工）", "绿化", ByPinyin},
		{"over a bracket", "认养女", "A-4", FieldName, "绿化认养（女职工）", "认养女", ByChars},
		{"keyword", "换卡", "A-2", FieldKeyword, "换卡", "换卡", ByChars},
		{"a wrong character read the same", "银航", "A-2", FieldName, "银行账户变更", "银行", ByTypo},
		{"a wrong character", "银行帐号变更", "A-2", FieldName, "", "", ByWords},
		{"a wrong letter", "yinhamg", "A-2", FieldName, "银行账户变更", "银行", ByTypo},
		{"a letter missing", "chengchag", "A-3", FieldName, "青少年成长营", "成长", ByTypo},
		{"a letter too many", "chenngchang", "A-3", FieldName, "青少年成长营", "成长", ByTypo},
		{"letters of two characters changed over", "yinhnagz", "A-2", FieldName, "银行账户变更", "银行账", ByTypo},
		{"full width", "ＹＩＮＨＡＮＧ", "A-2", FieldName, "银行账户变更", "银行", ByPinyin},
		{"words around it", "请问银行账户变更怎么办理", "A-2", FieldName, "银行账户变更", "银行账户变更", ByChars},
		{"two words", "账户 银行", "A-2", FieldName, "银行账户变更", "", ByWords},
		{"code", "110599001000", "A-4", FieldCode, "110599001000", "110599001000", ByCode},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hits := ix.Find(tt.query, 3, nil)
			if len(hits) == 0 || hits[0].Item != tt.item {
				t.Fatalf("hits %+v, want %s", hits, tt.item)
			}
			h := hits[0]
			if tt.text == "" {
				return
			}
			if h.Field != tt.field || h.Text != tt.text || h.How != tt.how {
				t.Errorf("hit %+v, want %q by %s", h, tt.text, tt.how)
			}
			if got := marked(h); tt.piece != "" && strings.Trim(got, "（）") != tt.piece {
				t.Errorf("marked %q, want %q", got, tt.piece)
			}
		})
	}
}

// marked joins the marked pieces of a hit's text.
func marked(h Hit) string {
	var b strings.Builder
	text := []rune(h.Text)
	for _, r := range h.Ranges {
		b.WriteString(string(text[r.From:r.To]))
	}
	return b.String()
}

func TestFindNothing(t *testing.T) {
	ix := books(t)
	for name, query := range map[string]string{
		"no such characters": "龘靐", "no such letters": "xqzw", "two mistakes": "yjmhamg", "digits": "777",
		"a code of two characters": "a-4",
	} {
		if hits := ix.Find(query, 3, nil); len(hits) > 0 {
			t.Errorf("%s: %+v", name, hits)
		}
	}
	if hits := ix.Find("银行", 0, nil); hits != nil {
		t.Error("a limit of nought gives hits")
	}
}

func TestCertificateIsFound(t *testing.T) {
	for _, query := range []string{"天气证明", "tqzm", "tianqi", "下雨证明", "开个下雨证明"} {
		hits := books(t).Find(query, 3, nil)
		if len(hits) == 0 || hits[0].Certificate != "weather" || hits[0].Item != "" || hits[0].Name != "天气证明" {
			t.Errorf("%s: %+v", query, hits)
		}
	}
}

func TestCertificateStandsBeforeWhatSpeaksOfIt(t *testing.T) {
	hits := NewIndex(demonstration(t)).Find("单身证明", 3, nil)
	if len(hits) < 2 || hits[0].Certificate != "marriage" {
		t.Errorf("%+v", hits)
	}
}

func TestMostUsed(t *testing.T) {
	ix := books(t)
	for _, query := range []string{"", "  ", "？！", "\x1b"} {
		hits := ix.Find(query, 3, map[string]int{"A-3": 5, "A-4": 9})
		if len(hits) != 3 || hits[0].Item != "A-4" || hits[1].Item != "A-3" || hits[2].Item != "A-1" {
			t.Errorf("%q: %+v", query, hits)
		}
		if hits[0].How != ByUse || len(hits[0].Ranges) > 0 {
			t.Errorf("%q: %+v", query, hits[0])
		}
	}
	if hits := ix.Find("", 99, nil); len(hits) != 5 {
		t.Errorf("%d items, want all five", len(hits))
	}
}

func TestUseDecidesBetweenEquals(t *testing.T) {
	ix := books(t)
	if hits := ix.Find("重阳节", 2, nil); hits[0].Item != "A-1" {
		t.Errorf("%+v", hits)
	}
	if hits := ix.Find("重阳节", 2, map[string]int{"A-5": 40}); hits[0].Item != "A-5" {
		t.Errorf("%+v", hits)
	}
}

// TestFindBearsAnything: whatever is typed, the answer is in bounds, names no
// entry twice, marks pieces of the text shown, and is the same again.
func TestFindBearsAnything(t *testing.T) {
	ix := NewIndex(demonstration(t))
	alphabet := []rune("低保残疾证老年卡居住去世了abcdghinoszuv0126 ，-ｄ\u0301\x1b𬭎￿")
	rapid.Check(t, func(t *rapid.T) {
		query := string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 70).Draw(t, "query"))
		if rapid.Bool().Draw(t, "any text") {
			query = rapid.String().Draw(t, "text")
		}
		limit := rapid.IntRange(1, 9).Draw(t, "limit")
		hits := ix.Find(query, limit, nil)
		if len(hits) > limit {
			t.Fatalf("%d hits, limit %d", len(hits), limit)
		}
		seen := map[string]bool{}
		for i, h := range hits {
			key := h.Item + "/" + h.Certificate
			if seen[key] || key == "/" {
				t.Fatalf("entry %q twice or none", key)
			}
			seen[key] = true
			if i > 0 && h.Score > hits[i-1].Score {
				t.Fatal("not in order")
			}
			last := 0
			for _, r := range h.Ranges {
				if r.From < last || r.To <= r.From || r.To > len([]rune(h.Text)) {
					t.Fatalf("ranges %v of %q", h.Ranges, h.Text)
				}
				last = r.To
			}
		}
		again := ix.Find(query, limit, nil)
		if !slices.EqualFunc(hits, again, func(a, b Hit) bool { return a.Item == b.Item && a.Text == b.Text && a.Score == b.Score }) {
			t.Fatal("another answer the second time")
		}
	})
}
