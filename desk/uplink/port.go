package uplink

import (
	"context"
	"fmt"
	"time"
)

// A State is where a desk stands: places count lines of the journal, and the seq
// of a line on the wire is its place minus Base.
type State struct {
	Desk        string
	Station     string
	Instance    string
	Incarnation string
	No          int // ordinal of the incarnation
	Base        int64
	Head        int64 // last line there is
	HeadHash    string
	Acked       int64
	AckedChain  Chain
	Stable      int64
	Generation  string // of the centre, as it last was
	Cursor      string // of the feed
	Catalogue   string
	Pending     Pending
}

// An Outbox is the desk's own side: what waits to be sent, and where what comes
// down goes. The store implements it over the journal; nothing it hands out was
// ever encoded again. What it cannot do it returns as a desk.Problem.
type Outbox interface {
	// State tells where the desk stands. A desk that was never enrolled is a
	// Problem of kind NotFound, "sync.enrolment".
	State(ctx context.Context) (State, error)

	// Heard keeps what hello told: the centre's generation, how far its clock is
	// ahead of the desk's, and up to which place it has everything in a backup.
	// Stable never goes back within an incarnation. With another generation than
	// before, every page above stable counts as never sent.
	Heard(ctx context.Context, h Heard) error

	// Incarnate opens a new incarnation with an ordinal of at least no, in one
	// transaction: everything above stable counts as never sent, pages included.
	Incarnate(ctx context.Context, no int, why Reason) error

	// Share seals the keys of objects in the journal that the street does not have
	// yet for the street, as blobs, and writes them down in lines of their own. It
	// returns how many; one call shares a bounded number of them.
	Share(ctx context.Context) (int, error)

	// Lines returns the frozen lines after a place in order, at most limit of them
	// and about size bytes, but at least one where there is one. A gap or a line
	// that does not fit its digest is a Problem of kind Broken.
	Lines(ctx context.Context, after int64, limit, size int) ([]Frozen, error)

	// Acked records that the centre has an incarnation's lines up to a place. With
	// another incarnation current, or another place acknowledged than from, it
	// changes nothing and is a Problem of kind Conflict.
	Acked(ctx context.Context, a Ack) error

	// Due lists blobs that the centre does not have, those of the oldest lines
	// first, and none that is put off until later than at.
	Due(ctx context.Context, at time.Time, limit int) ([]Blob, error)

	// Part reads at most limit sealed bytes of a blob from offset on. A blob whose
	// file is gone is a Problem of kind NotFound; one that is begun a second time,
	// because the centre found it damaged, is compared with its id and is a Problem
	// of kind Broken where it does not fit. Several blobs may be read at once.
	Part(ctx context.Context, id string, offset int64, limit int) ([]byte, error)

	// Held records that the centre has the blobs, whole and verified. It may be
	// called while others read parts or call it.
	Held(ctx context.Context, ids []string) error

	// PutOff records that a blob could not be sent, and when it is next tried.
	PutOff(ctx context.Context, id, code string, until time.Time) error

	// Take applies a page of the feed and moves the cursor, in one transaction. Each
	// line's signature is checked against the street's key, known since the desk
	// was enrolled. Lines seen before, by object and version, change nothing;
	// those of an unknown kind are parked.
	Take(ctx context.Context, p Page) (Taken, error)

	// Rewind forgets the cursor, so that the feed comes again from its beginning.
	Rewind(ctx context.Context) error

	// Testimony returns lines of the feed that were kept, as they were signed, after
	// a place: at most limit of them and about size bytes. It is done, and has none,
	// where the centre of the last hello has had them all, or can have lost none.
	Testimony(ctx context.Context, after int64, limit, size int) (Keepsake, error)

	// Testified records that a generation of the centre has had them all; with ""
	// that it has not. To be told to open a new incarnation says so too.
	Testified(ctx context.Context, generation string) error
}

// Heard is what a desk keeps of a hello.
type Heard struct {
	Incarnation string
	Generation  string
	Offset      time.Duration // the centre's clock minus the desk's
	Stable      int64         // place in the journal
	At          time.Time
}

// An Ack is what the answer to a slice says.
type Ack struct {
	Incarnation string
	From, To    int64 // places in the journal
	Chain       Chain // after To
	Quarantined []Quarantined
}

// A Blob is one sealed file that the centre does not have.
type Blob struct {
	ID    string
	Size  int64
	N     int64 // line that first named it
	Tries int
}

// Taken counts what a page of the feed did.
type Taken struct {
	New     int // lines not seen before
	Applied int // of them and of those that waited, those that changed something
	Parked  int // of an unknown kind
	Waiting int // for an object that this desk does not have
}

// A Centre is the far side as a desk sees it. Its client signs, checks that the
// answer is from a centre at all, and keeps deadlines. A refusal is a *Refusal;
// everything else that goes wrong is a failure of the way there, and may be
// tried again: often where it is Unavailable, once or twice where something on the
// way is in the way (Blocked), never where it is Denied.
type Centre interface {
	// Hello opens a session; all that follows belongs to it.
	Hello(ctx context.Context, h Hello) (Welcome, error)
	// Append sends a slice.
	Append(ctx context.Context, s Slice) (Appended, error)
	// Missing asks which of at most MaxMissing blobs the centre lacks.
	Missing(ctx context.Context, ids []string) ([]Want, error)
	// Part sends a piece of a blob; an empty one only asks to finish the blob.
	Part(ctx context.Context, id string, offset, total int64, part []byte) (PartTaken, error)
	// Feed asks for the page after the cursor.
	Feed(ctx context.Context, cursor string, limit int) (Page, error)
	// Witness gives back lines that came with Feed.
	Witness(ctx context.Context, lines []Signed) (Witnessed, error)
}

// Codes of refusals that a desk acts on.
const (
	CodeSession   = "session"  // unknown or ended session: say hello again
	CodeCounter   = "counter"  // the counter did not rise: try again with the next
	CodeReplayed  = "replayed" // a nonce was used before: try again with another
	CodeSignature = "signature"
	CodeUnknown   = "unknown_desk"
	CodeRevoked   = "revoked"
	CodeIdentity  = "identity" // a body names another desk than the signature
	CodeFenced    = "fenced"
	CodeGap       = "gap"
	CodeFork      = "fork"
	CodeDigest    = "digest"
	CodeDamaged   = "damaged" // a whole blob does not fit its id; its parts were dropped
	CodeRefetch   = "refetch"
	CodeBusy      = "busy"
	CodeQuota     = "quota"
	CodeFull      = "full"
	CodeTooLarge  = "too_large"
	CodeInvalid   = "invalid"
	CodeCode      = "code"     // an enrolment code that is wrong, used or too old
	CodeNotFound  = "no_path"  // no such endpoint
	CodeInternal  = "internal" // the centre's own fault; nothing was changed
	CodeSuite     = "suite"
	CodeApproval  = "approval" // of the log: enrol with a fresh code first
	CodeAbsent    = "absent"   // no such version or object of the catalogue
)

// Details of refusals that tell a desk what became of its request on the way. With
// CodeSignature any other detail is the request line as the centre saw it.
const (
	DetailHeaders  = "headers"  // headers that the wire needs were not there
	DetailLength   = "length"   // the body came without its length
	DetailEncoding = "encoding" // the body was not packed any more
)

// A Refusal is a centre's answer other than yes.
type Refusal struct {
	Status int // of HTTP
	Fault  Fault
	After  time.Duration // to wait, 0 for not said
}

// Error is for the log.
func (r *Refusal) Error() string {
	return fmt.Sprintf("centre refused: %d %s %s", r.Status, r.Fault.Code, r.Fault.Detail)
}
