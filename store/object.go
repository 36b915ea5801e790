package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
	"xiaochuang/store/seal"
)

// Owners of object keys. A paper without a case has a key of its own.
func caseOwner(id string) string    { return "case:" + id }
func inquiryOwner(id string) string { return "inquiry:" + id }

func rectificationOwner(id string) string { return desk.RectificationObj(id) }

func paperOwner(p desk.Paper) string {
	if p.Case != "" {
		return caseOwner(p.Case)
	}
	return "paper:" + p.No
}

// Members that are sealed; they stand in the associated data.
const (
	memberPrivate = "private"
	memberContent = "content"
	memberDraft   = "draft"
)

// An opener opens what is sealed under object keys. Unwrapped keys are kept by
// their wrapped form, which is read from the database each time: when a key is
// wiped there, by whichever process, nothing here opens any longer.
type opener struct {
	keys  *seal.Keys // nil in a store opened without keys
	suite seal.Suite

	mu   sync.Mutex
	held map[string]held
}

type held struct {
	key   seal.Key
	field seal.Field
}

// mostHeld bounds the unwrapped keys in memory.
const mostHeld = 512

// ready reports whether sealed parts can be opened and made: the store has its
// keys, and they are not protected or somebody has unlocked them.
func (o *opener) ready() bool { return o.keys != nil && o.keys.Open() }

// locked is what an act that needs keys gets from a store without them.
func locked() error { return &desk.Problem{Kind: desk.Locked, What: "store.keys"} }

// unwrap returns the key of an owner from its wrapped form.
func (o *opener) unwrap(owner string, wrapped []byte) (held, error) {
	if !o.ready() {
		return held{}, locked()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	at := owner + "\x00" + string(wrapped)
	if h, ok := o.held[at]; ok {
		return h, nil
	}
	key, err := o.keys.Unwrap(wrapped, owner)
	if err != nil {
		return held{}, broken("key", fmt.Errorf("key of %s: %w", owner, err))
	}
	if o.held == nil || len(o.held) >= mostHeld {
		o.held = make(map[string]held)
	}
	h := held{key, seal.NewField(o.suite, key)}
	o.held[at] = h
	return h, nil
}

// open decodes a sealed member into v. It leaves v alone, without an error,
// where there is nothing sealed, where the keys are not at hand, and where the
// object's key was wiped.
func (o *opener) open(owner, member string, wrapped, sealed []byte, v any) error {
	if len(sealed) == 0 || len(wrapped) == 0 || !o.ready() {
		return nil
	}
	h, err := o.unwrap(owner, wrapped)
	if err != nil {
		return err
	}
	plain, err := h.field.Open(owner, member, sealed)
	if err != nil {
		return broken(member, fmt.Errorf("%s of %s: %w", member, owner, err))
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, v); err != nil {
		return broken(member, fmt.Errorf("%s of %s does not decode", member, owner))
	}
	return nil
}

// once opens a sealed member as open does, and keeps no key of it.
func (o *opener) once(owner, member string, wrapped, sealed []byte, v any) error {
	if len(sealed) == 0 || len(wrapped) == 0 || o.keys == nil {
		return nil
	}
	key, err := o.keys.Unwrap(wrapped, owner)
	if err != nil {
		return broken("key", fmt.Errorf("key of %s: %w", owner, err))
	}
	plain, err := seal.NewField(o.suite, key).Open(owner, member, sealed)
	if err != nil {
		return broken(member, fmt.Errorf("%s of %s: %w", member, owner, err))
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, v); err != nil {
		return broken(member, fmt.Errorf("%s of %s does not decode", member, owner))
	}
	return nil
}

// index makes the blind indexes of a person, all empty without keys.
func (o *opener) index(p desk.Person) desk.CaseIndex {
	if !o.ready() {
		return desk.CaseIndex{}
	}
	number, phone := plainNumber(p.Number), plainPhone(p.Phone)
	return desk.CaseIndex{
		Number: o.blind("number", number), NumberTail: o.blind("number_tail", tail(number)),
		Phone: o.blind("phone", phone), PhoneTail: o.blind("phone_tail", tail(phone)),
	}
}

func (o *opener) blind(column, value string) []byte {
	if value == "" || !o.ready() {
		return nil
	}
	return o.suite.Index(o.keys.IndexKey(), column, value)
}

// tailLength is how many last characters are indexed by themselves.
const tailLength = 4

// tail returns the last four characters, "" of fewer.
func tail(s string) string {
	if len(s) < tailLength {
		return ""
	}
	return s[len(s)-tailLength:]
}

// plainNumber is a document number as it is indexed: letters and digits only.
func plainNumber(s string) string {
	return only(identity.Fold(s), func(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' })
}

// plainPhone is a phone number as it is indexed: digits, without the country.
func plainPhone(s string) string {
	d := only(identity.Fold(s), func(c byte) bool { return c >= '0' && c <= '9' })
	if len(d) == 13 && d[:2] == "86" {
		return d[2:]
	}
	return d
}

func only(s string, keep func(byte) bool) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if keep(s[i]) {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// wrappedKey reads the wrapped key of an owner, nil when there is none.
func wrappedKey(ctx context.Context, q querier, owner string) ([]byte, error) {
	var wrapped []byte
	err := q.QueryRowContext(ctx, `SELECT wrapped FROM object_key WHERE owner = ?`, owner).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read key of %s: %w", owner, err)
	}
	return wrapped, nil
}

// keyFor returns the key of an owner, and makes one where there is none.
func (o *opener) keyFor(ctx context.Context, tx *sql.Tx, owner string) (held, error) {
	if !o.ready() {
		return held{}, locked()
	}
	wrapped, err := wrappedKey(ctx, tx, owner)
	if err != nil {
		return held{}, err
	}
	if wrapped == nil {
		wrapped = o.keys.Wrap(seal.NewObjectKey(), owner)
		_, err = tx.ExecContext(ctx, `INSERT INTO object_key(owner, wrapped) VALUES(?, ?)`, owner, wrapped)
		if err != nil {
			return held{}, fmt.Errorf("keep key of %s: %w", owner, err)
		}
	}
	return o.unwrap(owner, wrapped)
}

// seal seals v as the member of an owner, under the owner's key.
func (o *opener) seal(ctx context.Context, tx *sql.Tx, owner, member string, v any) ([]byte, error) {
	h, err := o.keyFor(ctx, tx, owner)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %s of %s: %w", member, owner, err)
	}
	defer clear(plain)
	return h.field.Seal(owner, member, plain), nil
}

// broken is what reading returns for stored data that fails its check.
func broken(what string, cause error) error {
	return &desk.Problem{Kind: desk.Broken, What: what, Cause: cause}
}
