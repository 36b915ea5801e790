package face_test

import (
	"os"
	"strings"
	"testing"

	"xiaochuang/peripherals/printer/pdf/face"
)

func TestEveryStandardCharacterIsThere(t *testing.T) {
	b, err := os.ReadFile("standard.txt")
	if err != nil {
		t.Fatal(err)
	}
	n, beyond := 0, 0
	for _, r := range strings.ReplaceAll(string(b), "\n", "") {
		n++
		if r > 0xFFFF {
			beyond++
		}
		if !face.Has(r) || face.Advance(r) != face.Units || len(face.Outline(r)) == 0 {
			t.Errorf("%c (%U) is missing", r, r)
		}
	}
	if n != 8105 || beyond != 196 {
		t.Errorf("%d characters, %d of them beyond the BMP; the table has 8105 and 196", n, beyond)
	}
}

func TestRareNamesPunctuationAndLatin(t *testing.T) {
	for _, r := range "𬭎𫖯𬸪㛃䶮喆犇𫍯䲟㙍㐂陳劉鄭，。、；：！？（）《》〈〉「」『』【】“”‘’…—·％‰℃①②№ⅠⅡ→√□■○●△▲☆★※§°±×÷ABCxyz0189!#$%&'()*+,-./:;<=>?@[]^_`{|}~éüñçøåßāǎēěīǐōǒūǔǖǘǚǜ" {
		if !face.Has(r) {
			t.Errorf("%c (%U) is missing", r, r)
		}
	}
}

func TestWhatIsNotThere(t *testing.T) {
	for _, r := range "𠮷☐☑\uFFFD⼀" {
		if face.Has(r) {
			t.Errorf("%c (%U) is there", r, r)
		}
	}
}

func TestSize(t *testing.T) {
	if n := len(face.TTF()); n > 4<<20 {
		t.Errorf("font has %d bytes, at most 4 MiB", n)
	}
	licence, err := os.ReadFile("OFL.txt")
	if err != nil || !strings.Contains(string(licence), "SIL OPEN FONT LICENSE Version 1.1") {
		t.Errorf("licence: %v", err)
	}
}
