package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// places is the station's tree of street, communities, estates and buildings, from
// which an address is picked; empty where the station has no communities.
func places(s desk.Station) []ui.Place {
	var list []ui.Place
	for _, c := range s.Communities {
		p := ui.Place{Word: ui.Clean(c.Name, 40)}
		known := map[string]bool{}
		for _, e := range c.Estates {
			known[e.Name] = true
			sub := ui.Place{Word: ui.Clean(e.Name, 40)}
			for _, b := range e.Buildings {
				sub.Sub = append(sub.Sub, ui.Place{Word: ui.Clean(b, 20)})
			}
			p.Sub = append(p.Sub, sub)
		}
		for _, name := range c.Streets {
			if !known[name] {
				p.Sub = append(p.Sub, ui.Place{Word: ui.Clean(name, 40)})
			}
		}
		list = append(list, p)
	}
	if len(list) == 0 || s.Street == "" {
		return list
	}
	return []ui.Place{{Word: ui.Clean(s.Street, 40), Sub: list}}
}

// addressField is the field with the focus where it takes an address, else nil.
func (s *Screen) addressField() *ui.Field {
	if !s.open || len(s.places) == 0 {
		return nil
	}
	switch s.part {
	case partPerson:
		if s.person.Focus() == rowAddress {
			return s.person.Row(rowAddress).Field
		}
	case partForm:
		for _, e := range s.sheet.Fields {
			if e.Kind == desk.KindAddress && e.Key == s.form.Focus() {
				return s.form.Row(e.Key).Field
			}
		}
	}
	return nil
}

// addressHint names the key that picks, where there is something to pick from.
func (s *Screen) addressHint() string {
	if len(s.places) == 0 {
		return ""
	}
	return text.AddressHint
}

// picksAddress reports whether a key asks for the list of places: a blank where no
// address stands yet, since none begins with one.
func (s *Screen) picksAddress(msg tea.Msg) bool {
	k, ok := msg.(tea.KeyPressMsg)
	d := s.addressField()
	return ok && d != nil && d.Value() == "" && ui.KeyOf(k) == "space" && !k.IsRepeat
}

func (s *Screen) noAddress() string {
	switch {
	case s.open && len(s.places) == 0:
		return text.NoPlaces
	case s.open && s.addressField() == nil:
		return text.NotAtAddress
	}
	return s.closed()
}

func (s *Screen) askAddress() tea.Cmd {
	return ui.Ask(askPlace, ui.NewPlaces(text.PickAddress, text.PickAddressHint, s.places))
}

// addressed puts what was picked into the field; number and door are typed
// behind it. The community follows from the words, as from any address.
func (s *Screen) addressed(words string) tea.Cmd {
	d := s.addressField()
	if d == nil {
		return nil
	}
	d.Set(words)
	return s.save()
}
