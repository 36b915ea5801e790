package guide

import (
	"strings"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why explains the class of the matter that is shown or selected and where its card
// comes from, or why a certificate is not issued.
func (s *Screen) Why() []ui.Reason {
	version := s.cfg.Catalogue.Version()
	switch {
	case s.item != nil:
		return ui.Reasons(text.WhyMode(*s.item, version), text.WhyVerified(*s.item, version))
	case s.cert != nil:
		return ui.Reasons(text.WhyCertificate(*s.cert, version))
	}
	l := s.table.Selected()
	if l == nil {
		return nil
	}
	item, cert, _ := strings.Cut(l.ID, "/")
	if it, ok := s.cfg.Catalogue.Item(item); ok {
		return ui.Reasons(text.WhyMode(it, version), text.WhyVerified(it, version))
	}
	if c, ok := s.cfg.Catalogue.Certificate(cert); ok {
		return ui.Reasons(text.WhyCertificate(c, version))
	}
	return nil
}
