package client

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// What stands between a desk and its centre shows itself by what it does to
// requests and answers. Each of these is told apart, so that whoever reads it
// knows whom to call. None of them has taken anything.
const (
	away       = "sync.unreachable"     // nobody answers
	portal     = "sync.stranger"        // a page for people, such as one to log in to the network
	meddler    = "sync.gateway"         // the request, or the answer, was changed on the way
	blocker    = "sync.gateway_blocked" // the request was refused on the way
	narrow     = uplink.WhatTooLarge    // the request was too large for something on the way
	noneBehind = "sync.gateway_down"    // a gateway answers, and the centre behind it does not
)

// What is wrong with the way's encryption.
const (
	certUnknown = "sync.cert_unknown" // of an authority that the desk does not trust
	certEarly   = "sync.cert_early"   // not valid yet: most likely the PC's clock stands wrong
	certLate    = "sync.cert_late"    // ran out
	certName    = "sync.cert_name"    // made out to another address
	noTLS       = "sync.no_tls"       // the other side speaks no TLS, or none that this one may
)

// way is a failure of the way there. One of kind Unavailable may pass by itself;
// one that is Blocked is worth another try or two, one that is Denied none.
func way(k desk.Kind, what string, cause error) error {
	return &desk.Problem{Kind: k, What: what, Cause: cause}
}

// silence is what a line is to the desk that gave no answer.
func silence(err error) error {
	if c, ok := errors.AsType[x509.CertificateInvalidError](err); ok && c.Reason == x509.Expired {
		// The reason is the same for both ends of the time; the message is not.
		if strings.Contains(c.Detail, "before") {
			return way(desk.Denied, certEarly, err)
		}
		return way(desk.Denied, certLate, err)
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return way(desk.Denied, certName, err)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return way(desk.Denied, certUnknown, err)
	}
	_, record := errors.AsType[tls.RecordHeaderError](err)
	told, remote := errors.AsType[*net.OpError](err)
	if record || remote && told.Op == "remote error" || errors.Is(err, http.ErrSchemeMismatch) ||
		strings.Contains(err.Error(), "tls: server selected") {
		return way(desk.Denied, noTLS, err)
	}
	return way(desk.Unavailable, away, err)
}

// stranger is what an answer says that no centre has signed with its mark.
func stranger(w *http.Response, b []byte) error {
	switch {
	case spoken(b): // in a centre's own words: only the mark is gone
		return way(desk.Blocked, meddler, nil)
	case w.StatusCode == http.StatusRequestEntityTooLarge:
		return way(desk.Blocked, narrow, nil)
	case w.StatusCode >= 500:
		return way(desk.Unavailable, noneBehind, nil)
	case w.StatusCode >= 400:
		return way(desk.Blocked, blocker, nil)
	}
	return way(desk.Blocked, portal, nil)
}

// spoken reports whether a body looks like an answer of a centre: an object with
// a member that every answer of some kind has.
func spoken(b []byte) bool {
	var said struct {
		Generation *string          `json:"generation"`
		Code       *string          `json:"code"`
		NextSeq    *int64           `json:"next_seq"`
		Missing    *json.RawMessage `json:"missing"`
		Next       *int64           `json:"next_offset"`
		Lines      *json.RawMessage `json:"lines"`
	}
	return json.Unmarshal(b, &said) == nil &&
		(said.Generation != nil || said.Code != nil || said.NextSeq != nil || said.Missing != nil || said.Next != nil || said.Lines != nil)
}

// whole returns the body of an answer that fits its digest. Some gateways compress
// what they pass on, asked or not: the digest is of what the centre sent.
func whole(w *http.Response, b []byte) ([]byte, bool) {
	digest := w.Header.Get(uplink.HeaderDigest)
	if digest == uplink.ContentDigest(b) {
		return b, true
	}
	plain, err := uplink.Unpack(bytes.NewReader(b), uplink.MaxResponse)
	return plain, err == nil && digest == uplink.ContentDigest(plain)
}

// meddled reports whether a centre refused what it did not get as it was sent. The
// centre tells what it saw of the request.
func meddled(q request, no *uplink.Refusal) bool {
	saw := no.Fault.Detail
	switch no.Fault.Code {
	case uplink.CodeSignature:
		return saw == uplink.DetailHeaders ||
			strings.Contains(saw, " "+uplink.Root+"/") && saw != q.method+" "+q.target
	case uplink.CodeInvalid:
		switch saw {
		case uplink.DetailHeaders, uplink.DetailLength, uplink.DetailEncoding:
			return true
		}
	}
	return false
}
