package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// PaperParts stands where a kind of paper does for the words that all papers
// share: head, foot, stamp and signatures. No paper has it.
const PaperParts PaperKind = "ALL"

// A Wording is one version of the words of a kind of paper: a template that a
// lead has adopted, or the decision to have the built-in words again. Versions
// are never changed; every paper names those it was made with, and is printed
// with them whenever it is printed again.
type Wording struct {
	ID      string    `json:"id"`   // kind, version and the beginning of the digest, such as "GZ.3.9f86d081"
	Kind    PaperKind `json:"kind"` // PaperParts for what all papers share
	Version int       `json:"version"`
	Text    string    `json:"text,omitempty"`   // the template; "" for the built-in words
	Digest  string    `json:"digest,omitempty"` // of the text, such as "sha256:9f86…"
	Of      int       `json:"of,omitempty"`     // earlier version whose words these are again, 0 for none
	Staff   string    `json:"staff"`            // who adopted it
	Day     Day       `json:"day"`
	At      time.Time `json:"at"`
}

// Own reports whether the words differ from the program's.
func (w Wording) Own() bool { return w.Text != "" }

// DigestOf names a text by its content: SHA-256 (FIPS 180-4) in hexadecimal.
func DigestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// digestInID is how many hexadecimal digits of the digest stand in an id: enough to
// tell versions of one number apart after a PC was restored from an old image.
const digestInID = 8

func (w Wording) id() string {
	_, hex, _ := strings.Cut(w.Digest, ":")
	return string(w.Kind) + "." + strconv.Itoa(w.Version) + "." + hex[:min(digestInID, len(hex))]
}

// Wordings is the use case of changing the words of papers.
type Wordings struct {
	ledger Ledger
	fit    func(k PaperKind, text string, inForce map[PaperKind]string) error
}

// NewWordings returns the use case. fit refuses a template with which no paper
// could be printed, or not lawfully; it is given the others that are in force.
func NewWordings(l Ledger, fit func(PaperKind, string, map[PaperKind]string) error) *Wordings {
	return &Wordings{ledger: l, fit: fit}
}

// Adopt puts a template in force for every paper of the kind that is made from
// now on. Only a lead may; one that does not fit is a Problem of kind Invalid, the
// words that are in force already a Conflict.
func (w *Wordings) Adopt(ctx context.Context, rid string, d Duty, k PaperKind, text string) (Wording, error) {
	return w.change(ctx, rid, d, ActWordingAdopted, k, func([]Wording) (Wording, error) {
		if text == "" {
			return Wording{}, &Problem{Kind: Invalid, What: "wording.faulty"}
		}
		return Wording{Text: text}, nil
	})
}

// Revert puts the words of an earlier version in force again, 0 for those of the
// program. Only a lead may.
func (w *Wordings) Revert(ctx context.Context, rid string, d Duty, k PaperKind, to int) (Wording, error) {
	return w.change(ctx, rid, d, ActWordingReverted, k, func(all []Wording) (Wording, error) {
		if to == 0 {
			return Wording{}, nil
		}
		for _, old := range all {
			if old.Version == to {
				return Wording{Text: old.Text, Of: to}, nil
			}
		}
		return Wording{}, &Problem{Kind: NotFound, What: "wording"}
	})
}

func (w *Wordings) change(ctx context.Context, rid string, d Duty, act ActKind, k PaperKind, to func([]Wording) (Wording, error)) (Wording, error) {
	if !d.Staff.May(RightWords) {
		return Wording{}, &Problem{Kind: Denied, What: "right.words"}
	}
	before, err := w.ledger.Wordings(ctx, "")
	if err != nil {
		return Wording{}, err
	}
	next, err := to(ofKind(before, k))
	if err != nil {
		return Wording{}, err
	}
	if next.Text != "" {
		if err := w.fit(k, next.Text, InForce(before)); err != nil {
			return Wording{}, err
		}
	}
	done, err := w.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		now, err := tx.Wordings(ctx, "")
		if err != nil {
			return Act{}, err
		}
		if len(now) != len(before) { // what it was tried with is in force no more
			return Act{}, &Problem{Kind: Conflict, What: "wording.moved"}
		}
		mine, at := ofKind(now, k), tx.Stamp()
		last := Wording{}
		if len(mine) > 0 {
			last = mine[0]
		}
		if next.Text == last.Text {
			return Act{}, &Problem{Kind: Conflict, What: "wording.same"}
		}
		next.Kind, next.Version = k, last.Version+1
		next.Staff, next.Day, next.At = d.Staff.ID, at.Day, at.At
		if next.Text != "" {
			next.Digest = DigestOf(next.Text)
		}
		next.ID = next.id()
		return Act{
			Kind: act, Obj: "wording:" + string(k), Base: rev(last.Version), Wordings: []Wording{next},
			Note: note("version", strconv.Itoa(next.Version)),
		}, nil
	})
	if err != nil {
		return Wording{}, err
	}
	if err := done.is(act); err != nil {
		return Wording{}, err
	}
	return done.Act.Wordings[0], nil
}

func ofKind(all []Wording, k PaperKind) []Wording {
	var out []Wording
	for _, x := range all {
		if x.Kind == k {
			out = append(out, x)
		}
	}
	return out
}

// InForce gives the templates that are in force, of all versions of all kinds;
// a kind with the built-in words is not in it.
func InForce(all []Wording) map[PaperKind]string {
	top := map[PaperKind]Wording{}
	for _, x := range all {
		if x.Version > top[x.Kind].Version {
			top[x.Kind] = x
		}
	}
	out := map[PaperKind]string{}
	for k, x := range top {
		if x.Own() {
			out[k] = x.Text
		}
	}
	return out
}
