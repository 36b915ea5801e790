package desk_test

import (
	"errors"
	"strings"
	"testing"

	"xiaochuang/desk"
)

// TestNumbersOfConsignments holds whose number is whose by its form, that what a scan
// gun and a hand put around it does not count, and that a slip in a digit is found.
func TestNumbersOfConsignments(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		by    desk.Carrier
		typed string
		want  desk.Carrier // "" where it is refused
		no    string
		what  string
	}{
		{"", "EM123456785CN", desk.CarrierPost, "EM123456785CN", ""},
		{"", " em 123 456 785 cn\r\n", desk.CarrierPost, "EM123456785CN", ""},
		{"", "ＥＭ１２３４５６７８５ＣＮ", desk.CarrierPost, "EM123456785CN", ""},
		{"", "RB123456785GB", desk.CarrierPost, "RB123456785GB", ""}, // the example of UPU S10
		{"", "1012345678901", desk.CarrierPost, "1012345678901", ""},
		{"", "SF1234567890123", desk.CarrierSF, "SF1234567890123", ""},
		{"", "JDVB01234567890", desk.CarrierJD, "JDVB01234567890", ""},
		{"", "YT8800-0000-0001", desk.CarrierOther, "YT880000000001", ""},
		{desk.CarrierOther, "EM123456785CN", desk.CarrierOther, "EM123456785CN", ""},
		{desk.CarrierSF, "sf1234567890123", desk.CarrierSF, "SF1234567890123", ""},

		{"", "", "", "", "delivery.post"},
		{"", " - ", "", "", "delivery.post"},
		{"", "EM123456789CN", "", "", "delivery.post.check"},
		{"", "EM123456758CN", "", "", "delivery.post.check"}, // two digits changed places
		{"", "1234567", "", "", "delivery.post.form"},
		{"", strings.Repeat("1", 31), "", "", "delivery.post.form"},
		{"", "ABCDEFGHIJ", "", "", "delivery.post.form"},
		{"", "单号12345678", "", "", "delivery.post.form"},
		{"", "12345678;DROP", "", "", "delivery.post.form"},
		{desk.CarrierSF, "EM123456785CN", "", "", "delivery.post.carrier"},
		{desk.CarrierPost, "SF1234567890123", "", "", "delivery.post.carrier"},
		{desk.CarrierJD, "YT880000000001", "", "", "delivery.post.form"},
	} {
		got, err := desk.ParseConsignment(tt.by, tt.typed)
		if tt.what == "" {
			if err != nil || got != (desk.Consignment{Carrier: tt.want, No: tt.no}) {
				t.Errorf("%q: %+v, %v", tt.typed, got, err)
			}
			continue
		}
		if p, ok := errors.AsType[*desk.Problem](err); !ok || p.Kind != desk.Invalid || p.What != tt.what {
			t.Errorf("%q: %v, want %s", tt.typed, err, tt.what)
		}
	}
}
