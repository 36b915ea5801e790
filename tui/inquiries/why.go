package inquiries

import (
	"strings"

	"xiaochuang/desk/identity"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why shows the whole of the question in hand, its lines one after another, with
// numbers of persons masked.
func (s *Screen) Why() []ui.Reason {
	q := s.current()
	if q == nil || q.Private.Words == "" {
		return nil
	}
	var out []ui.Reason
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
