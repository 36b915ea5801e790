package desk

import (
	"context"
	"slices"
)

// A PageFlaw is a reason to take a page again.
type PageFlaw string

// The flaws of a page, the weightiest first.
const (
	FlawUnreadable PageFlaw = "unreadable"  // no whole image, or more than a decoder may take
	FlawBlank      PageFlaw = "blank"       // nothing stands on it
	FlawDark       PageFlaw = "dark"        // the paper is dark
	FlawBlur       PageFlaw = "blur"        // out of focus, or moved
	FlawGlare      PageFlaw = "glare"       // a lamp shines on writing
	FlawCut        PageFlaw = "cut"         // writing runs out of the frame, or a corner is folded
	FlawUpsideDown PageFlaw = "upside_down" // the writing stands on its head
	FlawSeparator  PageFlaw = "separator"   // looks like a separator of a stack that cannot be read, or is not this station's
)

// PageFlaws lists all flaws in their order.
func PageFlaws() []PageFlaw {
	return []PageFlaw{FlawUnreadable, FlawBlank, FlawDark, FlawBlur, FlawGlare, FlawCut, FlawUpsideDown, FlawSeparator}
}

// Known reports whether this is one of PageFlaws.
func (f PageFlaw) Known() bool { return slices.Contains(PageFlaws(), f) }

// A PageGate looks at a page before it is kept.
type PageGate interface {
	// Look says what is wrong with a page, the weightiest first, and returns the
	// page as it is to be kept: cut to the paper, and no larger than the station
	// keeps. A Problem of kind Invalid or Full means that the page is no image that
	// can be read; any other error tells nothing of the page.
	Look(ctx context.Context, p ScannedPage) (ScannedPage, []PageFlaw, error)
}

// Stopped reports whether the page was found flawed and nobody has kept it with
// a reason. Nothing need stand on the back of a sheet.
func (p Page) Stopped() bool {
	return p.Flaw != "" && p.Kept == "" && !(p.Back && p.Flaw == FlawBlank)
}

// Keepable reports whether a stopped page may be kept with a reason. One that
// cannot be read is of no use to anybody.
func (p Page) Keepable() bool { return p.Stopped() && p.Flaw != FlawUnreadable }

// FirstStopped returns the place of the first page of the line that is stopped,
// -1 for none.
func (m Material) FirstStopped() int { return slices.IndexFunc(m.Pages, Page.Stopped) }
