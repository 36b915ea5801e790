package parcel

// Kinds of frame of a parcel from a desk: a hello first, then lines, then pages, and
// an end.
const (
	FrameHello = 'H' // uplink.Carried
	FrameSlice = 'S' // Slice, and the lines packed as on the wire
	FramePart  = 'P' // Part and its bytes
	FrameEnd   = 'E' // End
)

// Kinds of frame of an answer: the letter first, an end last.
const (
	FrameLetter = 'W' // uplink.Letter
	FrameAside  = 'Q' // []uplink.Quarantined
	FrameHeld   = 'B' // []string: ids of blobs that the centre has whole
	FrameFeed   = 'F' // uplink.Page
)

// A Slice is the head of a slice: what its headers say on the wire.
type Slice struct {
	Incarnation string `json:"incarnation"`
	First       int64  `json:"first"`
	Prev        string `json:"prev"`
}

// A Part is the head of a part of a blob.
type Part struct {
	ID     string `json:"id"`
	Offset int64  `json:"offset"`
	Total  int64  `json:"total"`
}

// An End counts what went before it.
type End struct {
	Lines int64 `json:"lines"`
	Pages int   `json:"pages"`
	Bytes int64 `json:"bytes"`
}
