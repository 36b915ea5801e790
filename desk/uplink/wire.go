package uplink

import (
	"encoding/json"
	"time"

	"xiaochuang/desk"
)

// Version of the wire. It is the last part of Root.
const Version = 1

// Root is the path below which everything of the wire lies.
const Root = "/sync/v1"

// Paths of the endpoints. A part is posted to PartPath.
const (
	EnrolPath   = Root + "/enrol"
	HelloPath   = Root + "/hello"
	EventsPath  = Root + "/events"
	MissingPath = Root + "/blobs/missing"
	FeedPath    = Root + "/feed"
)

// PartPath is where a part of the blob with the id is posted to.
func PartPath(id string) string { return Root + "/blobs/" + id + "/parts" }

// Headers of the wire beside Content-Digest (RFC 9530, always sha-256).
const (
	HeaderCentre      = "Sync-Centre"      // generation; an answer without it is not from a centre
	HeaderDesk        = "Sync-Desk"        // who signs
	HeaderSession     = "Sync-Session"     // from hello; in hello and enrol a fresh nonce
	HeaderCounter     = "Sync-Counter"     // rises with each request of a session
	HeaderSignature   = "Sync-Signature"   // base64, of Signing
	HeaderIncarnation = "Sync-Incarnation" // of a slice
	HeaderFirst       = "Sync-First-Seq"
	HeaderPrev        = "Sync-Prev-Chain"
	HeaderDigest      = "Content-Digest"
)

// Media types of the wire.
const (
	TypeJSON   = "application/json"
	TypeLines  = "application/x-ndjson"
	TypeOctets = "application/octet-stream"
)

// Limits of one request. A centre states its own in hello; none may be larger.
const (
	MaxPart      = 512 << 10 // bytes of a part
	MaxBatch     = 200       // lines of a slice
	MaxBatchSize = 512 << 10 // bytes of a slice of several lines before compression
	MaxLine      = 1 << 20   // bytes of a line, which then goes alone
	MaxRequest   = 600 << 10 // bytes of a request's body as sent
	MaxResponse  = 1 << 20   // bytes of an answer
	MaxMissing   = 500       // ids in one question
	MaxFeed      = 200       // lines of a feed page
)

// Enrol asks to be known to a centre under a one-time code.
type Enrol struct {
	Code     string `json:"code"`
	Desk     string `json:"desk"`     // station code and desk number, 110101001001-01
	Suite    string `json:"suite"`    // gm or intl
	Key      string `json:"key"`      // public key that will sign the desk's requests
	Box      string `json:"box"`      // public key that things for the desk are sealed to
	Instance string `json:"instance"` // id of this installation
	Software string `json:"software"`
}

// Enrolled is the answer: who the centre is.
type Enrolled struct {
	Desk       string `json:"desk"`
	Station    string `json:"station"`
	Street     string `json:"street"` // nine digits
	Generation string `json:"generation"`
	Suite      string `json:"suite"`
	StreetBox  string `json:"street_box"`  // public key that object keys are sealed to
	StreetSign string `json:"street_sign"` // public key that signs the feed
	// Publishers are public keys of which one signs the catalogue; none where the
	// centre has no catalogue.
	Publishers []string `json:"publishers,omitempty"`
}

// Hello opens a session and tells where the desk stands.
type Hello struct {
	Desk        string         `json:"desk"`
	Incarnation string         `json:"incarnation"`
	No          int            `json:"incarnation_no"` // ordinal, from 1
	Head        int64          `json:"head"`           // last seq there is
	Acked       int64          `json:"acked"`          // last seq that the centre has acknowledged
	AckedChain  string         `json:"acked_chain"`
	JournalN    int64          `json:"journal_n"`    // last line of the journal
	JournalHash string         `json:"journal_hash"` // chain over all lines, never restarted
	Instance    string         `json:"instance"`
	Software    string         `json:"software"`
	Schemas     map[string]int `json:"schemas,omitempty"`
	Boot        string         `json:"boot,omitempty"`
	Wall        time.Time      `json:"wall"`
	FeedCursor  string         `json:"feed_cursor,omitempty"`
	Catalogue   string         `json:"catalogue,omitempty"`
	DiskFreeMB  int64          `json:"disk_free_mb,omitempty"`
	StationName string         `json:"station_name,omitempty"` // as people call it
	Pending     Pending        `json:"pending"`
}

// Pending is what a desk has not been able to send.
type Pending struct {
	Events int64 `json:"events"`
	Blobs  int64 `json:"blobs"`
	Bytes  int64 `json:"bytes"` // of blobs
}

// Welcome is the answer to Hello.
type Welcome struct {
	Generation  string          `json:"generation"`
	Session     string          `json:"session,omitempty"`
	Incarnation string          `json:"incarnation,omitempty"`
	Action      Action          `json:"action"`
	Reason      Reason          `json:"reason,omitempty"`
	NextNo      int             `json:"next_no"` // lowest ordinal that a new incarnation may take
	NextSeq     int64           `json:"next_seq"`
	Chain       string          `json:"chain,omitempty"` // at NextSeq - 1
	StableSeq   int64           `json:"stable_seq"`
	ServerTime  time.Time       `json:"server_time"`
	Algorithm   string          `json:"algorithm"` // of digest ids
	Encodings   []string        `json:"encodings"`
	Limits      Limits          `json:"limits"`
	MinSoftware string          `json:"min_software,omitempty"`
	Catalogue   *CataloguePoint `json:"catalogue,omitempty"`
	NextWindow  *NextWindow     `json:"next_window,omitempty"`
}

// Limits are what a centre takes in one request.
type Limits struct {
	Part      int `json:"part_bytes"`
	Batch     int `json:"batch_events"`
	BatchSize int `json:"batch_bytes"`
	Parallel  int `json:"parallel"`
}

// DefaultLimits are the largest that the wire allows.
func DefaultLimits() Limits {
	return Limits{Part: MaxPart, Batch: MaxBatch, BatchSize: MaxBatchSize, Parallel: 1}
}

// within returns the limits with nothing zero, negative or beyond the wire's own.
func (l Limits) within() Limits {
	d := DefaultLimits()
	pick := func(x, most int) int {
		if x <= 0 || x > most {
			return most
		}
		return x
	}
	return Limits{
		Part: pick(l.Part, d.Part), Batch: pick(l.Batch, d.Batch),
		BatchSize: pick(l.BatchSize, d.BatchSize), Parallel: max(l.Parallel, 1),
	}
}

// A CataloguePoint names the catalogue that the centre holds.
type CataloguePoint struct {
	Version  string `json:"version"`
	Manifest string `json:"manifest"`
}

// NextWindow asks a desk to come later than its own slot.
type NextWindow struct {
	NotBefore time.Time `json:"not_before"`
	Spread    int       `json:"spread_s"`
}

// Appended is the answer to a slice.
type Appended struct {
	NextSeq     int64         `json:"next_seq"`
	Chain       string        `json:"chain"`
	Duplicates  int           `json:"duplicates"`
	Quarantined []Quarantined `json:"quarantined,omitempty"`
}

// Quarantined names a record that the centre keeps and does not understand.
type Quarantined struct {
	RID    string `json:"rid"`
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Ask is the question which blobs are missing.
type Ask struct {
	IDs []string `json:"ids"`
}

// Missing is the answer to Ask; what it does not list is complete.
type Missing struct {
	Missing []Want `json:"missing"`
}

// Want is one blob that the centre lacks, and from where on.
type Want struct {
	ID   string `json:"id"`
	Next int64  `json:"next_offset"`
}

// PartTaken is the answer to a part. With status 202 the part is durable and no
// more; with 201 or 200 the blob is complete and its digest was verified.
type PartTaken struct {
	Next     int64 `json:"next_offset"`
	Complete bool  `json:"-"` // from the status alone
}

// Page is one page of the feed. Its cursor acknowledges the page when it is
// sent with the next question.
type Page struct {
	Cursor string   `json:"cursor"`
	More   bool     `json:"more"`
	Lines  []Signed `json:"lines"`
}

// Signed is one line of the feed as it was signed: the line is a string, so
// that its bytes survive every JSON library.
type Signed struct {
	Line string `json:"line"`
	Sig  []byte `json:"sig"`
}

// A FeedLine is one fact that comes down. Ver rises with each line about an object;
// N counts without a gap for each station.
type FeedLine struct {
	N       int64           `json:"n"`
	Station string          `json:"station"`
	Obj     string          `json:"obj"` // "case:01J…"
	Ver     int             `json:"ver"`
	Kind    string          `json:"kind"`
	At      desk.LineTime   `json:"at"`
	Body    json.RawMessage `json:"body"`
}

// Kinds of feed line known to this version; others are parked.
const (
	FeedCaseStatus  = "case.status"  // body: desk.StreetDecision
	FeedCaseEntered = "case.entered" // body: desk.StreetEntry

	FeedBatchChecked = "batch.checked" // body: desk.StreetCheck

	FeedAnnouncement = "announcement" // body: desk.StreetAnnouncement
	FeedRoster       = "roster"       // body: desk.StreetRoster
	FeedCommand      = "desk.command" // body: desk.StreetOrder

	FeedRectification = "rectification" // body: desk.StreetRectification

	FeedPublishers = "publishers" // body: HandedDown
)

// PublishersObj is what lines of kind FeedPublishers are about.
const PublishersObj = "publishers"

// HandedDown are public keys of which one signs the catalogue, for desks that were
// enrolled before there was one. A desk that knows a publisher keeps to it.
type HandedDown struct {
	Keys []string      `json:"keys"`
	At   desk.LineTime `json:"at"`
	Ver  int           `json:"ver"`
}

// Fault is the body of every refusal.
type Fault struct {
	Code    string `json:"code"`
	Detail  string `json:"detail,omitempty"`
	Action  string `json:"action,omitempty"`
	NextSeq int64  `json:"next_seq,omitempty"`
	NextNo  int    `json:"next_no,omitempty"`
}
