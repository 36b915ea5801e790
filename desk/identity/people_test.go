package identity

import (
	"errors"
	"testing"

	"xiaochuang/desk"
)

func TestPeople(t *testing.T) {
	const man = "110101180001010015"
	for _, tt := range []struct {
		name string
		use  Use
		p    desk.Person
		what string
	}{
		{"invented, in rehearsal", Rehearsal, desk.Person{Document: "111", Number: man, Phone: "13800000000"}, ""},
		{"invented, live", Live, desk.Person{Document: "111", Number: man}, "identity.invented"},
		{"mistyped", Rehearsal, desk.Person{Document: "111", Number: "110101180001010016"}, "identity.bad_check"},
		{"mistyped, with a reason", Rehearsal, desk.Person{Document: "111", Number: "110101180001010016", Override: "x"}, "identity.bad_check"},
		{"odd permit", Live, desk.Person{Document: "511", Number: "1234567"}, "identity.bad_shape"},
		{"odd permit, with a reason", Live, desk.Person{Document: "511", Number: "1234567", Override: "x"}, ""},
		{"odd permit, from its chip", Live, desk.Person{Document: "511", Number: "1234567", Source: desk.FromCard}, ""},
		{"another birth date", Rehearsal, desk.Person{Document: "111", Number: man, Birth: "1800-01-02"}, "identity.birth_differs"},
		{"another sex", Rehearsal, desk.Person{Document: "111", Number: man, Sex: "2"}, "identity.sex_differs"},
		{"phone of no kind", Rehearsal, desk.Person{Document: "111", Number: man, Phone: "12"}, "phone.phone_shape"},
		{"phone of no kind, with a reason", Rehearsal, desk.Person{Document: "111", Number: man, Phone: "12", Override: "x"}, ""},
		{"nothing yet", Live, desk.Person{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := People{tt.use}.Check(tt.p, "2026-11-23")
			p, _ := errors.AsType[*desk.Problem](err)
			if p != nil && p.What != tt.what || p == nil && tt.what != "" {
				t.Errorf("problem %v, want %q", err, tt.what)
			}
		})
	}
	if (People{}).Mask(man) != "1****************5" || (People{}).MaskPhone("13800000000") != "1*********0" {
		t.Error("the masks are not the strict ones")
	}
}
