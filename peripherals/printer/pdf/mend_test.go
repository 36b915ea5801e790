package pdf

import (
	"strings"
	"testing"
	"time"
)

func TestUnicodeMapUsesSurrogates(t *testing.T) {
	in := "begincmap\n2 beginbfrange\n<0001><0001><4E00>\n<0002><0002><2CB4E>\nendbfrange\n"
	out, err := unicodeMap([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 beginbfchar\n", "<0001> <4E00>\n", "<0002> <D872DF4E>\n", "<0000> <FFFF>\n"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

func TestUnicodeMapHasSmallBlocks(t *testing.T) {
	out, err := unicodeMap([]byte(strings.Repeat("<0001><0001><4E00>\n", 250)))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(out), "100 beginbfchar"); got != 2 || !strings.Contains(string(out), "50 beginbfchar") {
		t.Errorf("map is\n%s", out)
	}
}

func TestOnlyMarkedTextIsBold(t *testing.T) {
	in := "BT\n1 1 TD\n/F1 10 Tf 0 Tc\n0.000 0.000 0.000 rg\n[<0001>] TJ\nET\n" +
		"BT\n1 2 TD\n/F1 20 Tf 0 Tc\n" + boldMark + "[<0002>] TJ\nET\n"
	want := "BT\n1 1 TD\n/F1 10 Tf 0 Tc\n0.000 0.000 0.000 rg\n[<0001>] TJ\nET\n" +
		"BT\n1 2 TD\n/F1 20 Tf 0 Tc\n0 g 0 G 0.60 w 2 Tr\n[<0002>] TJ\n0 Tr\nET\n"
	if got := string(embolden([]byte(in))); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestMendRefusesWhatIsNoFile(t *testing.T) {
	for _, in := range []string{
		"", "\nxref\n", "1 0 obj\nendobj\n\nxref\n0 2\n9999999999 00000 n \n",
		"2 0 obj\nendobj\n\nxref\n0 2\n0000000000 00000 n \n", "1 0 obj\n\nxref\n0 2\n0000000000 00000 n \n",
	} {
		if out, err := mend([]byte(in), "", time.Time{}, nil); err == nil {
			t.Errorf("%q became %q", in, out)
		}
	}
}
