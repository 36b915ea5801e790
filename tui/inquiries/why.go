package inquiries

import (
	"strings"

	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why says who owes an answer to the question in hand, and shows the whole of it,
// its lines one after another, with numbers of persons masked.
func (s *Screen) Why() []ui.Reason {
	q := s.current()
	if q == nil {
		return nil
	}
	out := ui.Reasons(text.WhyInquiry(*q, s.person(q.Owner)))
	if q.Private.Words == "" {
		return out
	}
	about := text.InquiryAbout(q.About)
	for i, l := range strings.Split(identity.MaskWords(q.Private.Words), "\n") {
		r := ui.Reason{Sentence: ui.Clean(l, 2000)}
		if i == 0 {
			r.Thing = strings.TrimSuffix(about, "：")
			if r.Thing == "" {
				r.Thing = text.Inquiries
			}
		}
		out = append(out, r)
	}
	if q.Private.Reply != "" {
		out = append(out, ui.Reason{Thing: text.Reply, Sentence: ui.Clean(identity.MaskWords(q.Private.Reply), 2000)})
	}
	return out
}

// person is the name of somebody of the station, or the id or words as they stand.
func (s *Screen) person(id string) string {
	if p, ok := s.cfg.Station.Person(id); ok {
		return p.Name
	}
	return id
}
