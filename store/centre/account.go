package centre

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
)

// A Role is what somebody of the street does on the pages of the centre. One
// account has one: who looks after accounts and desks does not look at cases.
type Role string

// The roles.
const (
	RoleReview Role = "review" // 审核: cases, hand-overs, second entries
	RoleAdmin  Role = "admin"  // 管理: desks, what was set aside, who looked at what
)

// An Account lets one person of a street sign in.
type Account struct {
	Login  string // what is typed, in small letters
	Name   string // of the person, one of a kind in the street
	Tenant string // their street
	Role   Role
	Active bool
	Given  bool      // the secret is one that was given out; another one must be chosen
	Locked time.Time // zero, or until when too many wrong secrets lock it
	Made   time.Time
	Seen   time.Time // signed in last, zero for never
}

// Person is who acts under the account.
func (a Account) Person() Person { return Person{Name: a.Name, Tenant: a.Tenant} }

// Kinds of what happens to accounts, in the list of acts.
const (
	actSignIn  = "signin"
	actLocked  = "locked"
	actAccount = "account"
	actSecret  = "secret"
)

// Limits of secrets. NIST SP 800-63B: length counts, composition does not.
const (
	leastSecret = 10
	mostSecret  = 128
	mostWrong   = 5
	lockTime    = 15 * time.Minute
	givenTime   = 3 * 24 * time.Hour
)

// The cost of a secret: Argon2id (RFC 9106) with one lane, some 25 ms. As many as
// hashers run at a time, so that a crowd at the door fills neither the memory nor
// every core.
const (
	secretTime   = 2
	secretMemory = 19 << 10 // KiB
	hashers      = 1
)

// AddAccount makes an account for a, in the name of p. It returns the secret that is given to the
// person, who chooses another one with it within three days. It is a Problem of
// kind Conflict where the login or the name is taken, and NotFound for a street
// that is not here; with one street only, a.Tenant may be "".
func (x *Centre) AddAccount(ctx context.Context, p Person, a Account) (secret string, err error) {
	if err := p.check(); err != nil {
		return "", err
	}
	a.Login, a.Name = strings.ToLower(strings.TrimSpace(a.Login)), strings.TrimSpace(a.Name)
	switch {
	case !loginName(a.Login):
		return "", &desk.Problem{Kind: desk.Invalid, What: "account.login"}
	case a.Name == "" || !speakable(a.Name, mostName):
		return "", &desk.Problem{Kind: desk.Invalid, What: "account.name"}
	case a.Role != RoleReview && a.Role != RoleAdmin:
		return "", &desk.Problem{Kind: desk.Invalid, What: "account.role"}
	}
	secret = newCode()
	hash, err := x.hashSecret(ctx, secret)
	if err != nil {
		return "", err
	}
	err = x.write(ctx, func(tx *records.Tx) error {
		tenant, err := onlyStreet(ctx, tx, cmp.Or(p.Tenant, a.Tenant))
		if err != nil {
			return err
		}
		now := x.now()
		r, err := tx.ExecContext(ctx, `
			INSERT INTO account(login, tenant, name, role, secret, until, made)
			VALUES(?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`,
			a.Login, tenant, a.Name, string(a.Role), hash, now.Add(givenTime).UnixMilli(), now.UnixMilli())
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return &desk.Problem{Kind: desk.Conflict, What: "account.taken", Cause: err}
		}
		return x.once(ctx, tx, randomID(), tenant, p, actAccount, "account:"+a.Login, "add "+string(a.Role))
	})
	return secret, err
}

// onlyStreet is the street that was named, or the only one there is.
func onlyStreet(ctx context.Context, tx *records.Tx, tenant string) (string, error) {
	var n int
	err := tx.QueryRowContext(ctx, `
		SELECT count(*), coalesce(min(tenant), '')
		FROM street
		WHERE ?1 = '' OR tenant = ?1`, tenant).Scan(&n, &tenant)
	if err == nil && n != 1 {
		err = &desk.Problem{Kind: desk.NotFound, What: "account.street"}
	}
	return tenant, err
}

// loginName reports whether s can be a login: up to 32 letters, digits, dots and
// dashes, in small letters.
func loginName(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > 32 || !utf8.ValidString(s) || strings.ToLower(s) != s {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-'
	}) < 0
}

// Accounts lists the accounts that are there for a person, by login.
func (x *Centre) Accounts(ctx context.Context, p Person) ([]Account, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	out := []Account{}
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, selectAccount+`
			WHERE ?1 = '' OR a.tenant = ?1
			ORDER BY a.login`, p.Tenant)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			a, err := x.scanAccount(rows.Scan)
			if err != nil {
				return err
			}
			out = append(out, a.Account)
		}
		return rows.Err()
	})
	return out, err
}

// kept is an account with what is not shown of it.
type kept struct {
	Account

	secret string
	until  int64
	wrong  int
}

const selectAccount = `
	SELECT a.login, a.tenant, a.name, a.role, a.state, a.secret, a.until, a.wrong, a.locked, a.made, a.seen
	FROM account a`

func (x *Centre) scanAccount(scan func(...any) error) (a kept, err error) {
	var state string
	var locked, made, seen int64
	err = scan(&a.Login, &a.Tenant, &a.Name, &a.Role, &state, &a.secret, &a.until, &a.wrong, &locked, &made, &seen)
	a.Active, a.Given, a.Made = state == "active", a.until > 0, time.UnixMilli(made).UTC()
	if until := time.UnixMilli(locked).UTC(); until.After(x.now()) {
		a.Locked = until
	}
	if seen > 0 {
		a.Seen = time.UnixMilli(seen).UTC()
	}
	return a, err
}

// account returns an account that is there for a person, locked until the
// transaction ends. It is a Problem of kind NotFound where there is none.
func (x *Centre) account(ctx context.Context, tx *records.Tx, p Person, login string) (kept, error) {
	if err := tx.Lock(ctx, "account:"+login); err != nil {
		return kept{}, err
	}
	a, err := x.scanAccount(tx.QueryRowContext(ctx, selectAccount+` WHERE a.login = ?`, login).Scan)
	if errors.Is(err, sql.ErrNoRows) || err == nil && p.Tenant != "" && p.Tenant != a.Tenant {
		return kept{}, &desk.Problem{Kind: desk.NotFound, What: "account"}
	}
	return a, err
}

// EnableAccount lets an account sign in, or no longer, and then ends what it has
// open. Enabling takes a lock off as well.
func (x *Centre) EnableAccount(ctx context.Context, p Person, login string, may bool) (a Account, err error) {
	if err := p.check(); err != nil {
		return a, err
	}
	login = strings.ToLower(strings.TrimSpace(login))
	state := "disabled"
	if may {
		state = "active"
	}
	err = x.write(ctx, func(tx *records.Tx) error {
		k, err := x.account(ctx, tx, p, login)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE account SET state = ?, wrong = 0, locked = 0 WHERE login = ?`, state, login)
		if err == nil && !may {
			err = endSittings(ctx, tx, login)
		}
		if err == nil {
			err = x.once(ctx, tx, randomID(), k.Tenant, p, actAccount, "account:"+login, state)
		}
		a = k.Account
		a.Active, a.Locked = may, time.Time{}
		return err
	})
	return a, err
}

// GiveSecret gives an account a new secret, as AddAccount does, and ends what the
// account has open.
func (x *Centre) GiveSecret(ctx context.Context, p Person, login string) (secret string, err error) {
	if err := p.check(); err != nil {
		return "", err
	}
	login, secret = strings.ToLower(strings.TrimSpace(login)), newCode()
	hash, err := x.hashSecret(ctx, secret)
	if err != nil {
		return "", err
	}
	err = x.write(ctx, func(tx *records.Tx) error {
		a, err := x.account(ctx, tx, p, login)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE account
			SET secret = ?, until = ?, wrong = 0, locked = 0
			WHERE login = ?`, hash, x.now().Add(givenTime).UnixMilli(), login)
		if err == nil {
			err = endSittings(ctx, tx, login)
		}
		if err == nil {
			err = x.once(ctx, tx, randomID(), a.Tenant, p, actSecret, "account:"+login, "given")
		}
		return err
	})
	return secret, err
}

func endSittings(ctx context.Context, tx *records.Tx, login string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sitting WHERE login = ?`, login)
	return err
}

// hashSecret is what is kept of a secret, with the cost it was hashed at.
func (x *Centre) hashSecret(ctx context.Context, secret string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt) // Never fails: crypto/rand ends the program instead.
	sum, err := x.derive(ctx, secret, salt, secretTime, secretMemory)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, secretMemory, secretTime, b64(salt), b64(sum)), err
}

// rightSecret reports whether a secret is the one that was kept. With none kept
// it takes as long and is wrong.
func (x *Centre) rightSecret(ctx context.Context, kept, secret string) (bool, error) {
	if kept == "" {
		_, err := x.derive(ctx, secret, make([]byte, 16), secretTime, secretMemory)
		return false, err
	}
	var version int
	var memory, times uint32
	part := strings.Split(kept, "$")
	if len(part) != 6 {
		return false, &desk.Problem{Kind: desk.Broken, What: "account"}
	}
	_, err1 := fmt.Sscanf(part[2]+part[3], "v=%dm=%d,t=%d,p=1", &version, &memory, &times)
	salt, err2 := base64.RawStdEncoding.DecodeString(part[4])
	want, err3 := base64.RawStdEncoding.DecodeString(part[5])
	if err := errors.Join(err1, err2, err3); err != nil || version != argon2.Version || times < 1 || times > 16 || memory > 256<<10 {
		return false, &desk.Problem{Kind: desk.Broken, What: "account", Cause: err}
	}
	got, err := x.derive(ctx, secret, salt, times, memory)
	return subtle.ConstantTimeCompare(got, want) == 1, err
}

// derive waits for its turn.
func (x *Centre) derive(ctx context.Context, secret string, salt []byte, times, memory uint32) ([]byte, error) {
	select {
	case x.hashing <- struct{}{}:
		defer func() { <-x.hashing }()
	case <-ctx.Done():
		return nil, &desk.Problem{Kind: desk.Unavailable, What: "centre.busy", Cause: ctx.Err()}
	}
	return argon2.IDKey([]byte(secret), salt, times, memory, 1, 32), nil
}
