package printer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/OpenPrinting/goipp"
)

// Limits of one exchange.
const (
	dialTime   = 3 * time.Second
	answerTime = 10 * time.Second
	acceptTime = time.Minute // to answer a document; slow devices lay it out first
	maxAnswer  = 512 << 10
)

// An ippError says how an exchange ended without an answer that counts.
type ippError struct {
	reached bool         // some bytes may have arrived at the device
	http    int          // HTTP status other than 200, 0 for none
	status  goipp.Status // IPP status of refusal, 0 for none
	err     error
}

func (e *ippError) Error() string {
	switch {
	case e.http != 0:
		return fmt.Sprintf("http status %d", e.http)
	case e.status != 0:
		return "ipp: " + e.status.String()
	}
	return e.err.Error()
}

func (e *ippError) Unwrap() error { return e.err }

// code returns the cause that the error stands for.
func (e *ippError) code() string {
	switch {
	case e.http == http.StatusUnauthorized || e.http == http.StatusForbidden || e.http == http.StatusUpgradeRequired:
		return Access
	case e.http == http.StatusServiceUnavailable:
		return Busy
	case e.http != 0:
		return Refused
	case e.status != 0:
		return causeOfStatus(e.status)
	}
	if errors.Is(e.err, context.Canceled) {
		return Cancelled
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](e.err); ok || errors.Is(e.err, errCertificate) {
		return Certificate
	}
	if t, ok := errors.AsType[net.Error](e.err); ok && t.Timeout() && e.reached {
		return Timeout
	}
	return Offline
}

// causeOfStatus maps a refusal (RFC 8011, 4.1.6 and appendix B).
func causeOfStatus(s goipp.Status) string {
	switch s {
	case goipp.StatusErrorForbidden, goipp.StatusErrorNotAuthenticated, goipp.StatusErrorNotAuthorized:
		return Access
	case goipp.StatusErrorDocumentFormatNotSupported, goipp.StatusErrorDocumentFormatError, goipp.StatusErrorDocumentUnprintable:
		return Format
	case goipp.StatusErrorBusy, goipp.StatusErrorServiceUnavailable, goipp.StatusErrorTemporary, goipp.StatusErrorTooManyJobs:
		return Busy
	case goipp.StatusErrorNotAcceptingJobs:
		return Rejecting
	case goipp.StatusErrorNotFound, goipp.StatusErrorGone:
		return Lost
	case goipp.StatusErrorDevice:
		return Fault
	}
	return Refused
}

// A wire speaks IPP with one printer.
type wire struct {
	url  string // of HTTP
	uri  string // printer-uri
	ask  *http.Client
	send *http.Client // for documents: never on a connection that may have died

	refused atomic.Int64 // how often nobody listened
}

func newWire(url, uri, fingerprint string) *wire {
	client := func(keep bool, answer time.Duration) *http.Client {
		return &http.Client{
			Transport: &http.Transport{
				Proxy:                  nil, // a printer is never behind one
				DialContext:            (&net.Dialer{Timeout: dialTime, KeepAlive: 15 * time.Second}).DialContext,
				TLSHandshakeTimeout:    5 * time.Second,
				TLSClientConfig:        pinned(fingerprint),
				ResponseHeaderTimeout:  answer,
				MaxResponseHeaderBytes: 64 << 10,
				MaxIdleConns:           1,
				IdleConnTimeout:        30 * time.Second,
				DisableKeepAlives:      !keep,
				DisableCompression:     true,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return &wire{url: url, uri: uri, ask: client(true, answerTime), send: client(false, acceptTime)}
}

// errCertificate is what a certificate is refused with.
var errCertificate = errors.New("certificate of the printer")

// pinned accepts exactly the certificate with the SHA-256 fingerprint: most
// printers sign their own. Without one the system's roots decide.
func pinned(fingerprint string) *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if fingerprint == "" {
		return c
	}
	c.InsecureSkipVerify = true // replaced by the stricter check below
	c.VerifyConnection = func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) == 0 {
			return fmt.Errorf("%w: none", errCertificate)
		}
		sum := sha256.Sum256(s.PeerCertificates[0].Raw)
		if !strings.EqualFold(hex.EncodeToString(sum[:]), strings.ReplaceAll(fingerprint, ":", "")) {
			return fmt.Errorf("%w: not the one on record", errCertificate)
		}
		return nil
	}
	return c
}

// request begins a message of op.
func (w *wire) request(op goipp.Op) *goipp.Message {
	m := goipp.NewRequest(goipp.MakeVersion(1, 1), op, 1)
	m.Operation.Add(goipp.MakeAttr("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttr("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	m.Operation.Add(goipp.MakeAttr("printer-uri", goipp.TagURI, goipp.String(w.uri)))
	return m
}

// wanted asks for the named attributes only.
func wanted(m *goipp.Message, names ...string) {
	a := goipp.Attribute{Name: "requested-attributes"}
	for _, n := range names {
		a.Values.Add(goipp.TagKeyword, goipp.String(n))
	}
	m.Operation.Add(a)
}

// call sends m, followed by size bytes of document where there is one. Every
// error is an *ippError.
func (w *wire) call(ctx context.Context, m *goipp.Message, document io.Reader, size int64) (*goipp.Message, error) {
	var reached atomic.Bool // the transport's goroutines write it
	no := func(err error) (*goipp.Message, error) { return nil, &ippError{reached: reached.Load(), err: err} }
	head, err := m.EncodeBytes()
	if err != nil {
		return no(err)
	}
	client, body := w.ask, io.Reader(bytes.NewReader(head))
	if document != nil {
		client, body = w.send, io.MultiReader(body, io.LimitReader(document, size))
	} else {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, dialTime+answerTime)
		defer cancel()
	}
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { reached.Store(true) }}
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), http.MethodPost, w.url, body)
	if err != nil {
		return no(err)
	}
	r.ContentLength = int64(len(head)) + size
	r.Header.Set("Content-Type", goipp.ContentType)
	r.Header.Set("Accept", goipp.ContentType)
	answer, err := client.Do(r)
	if errors.Is(err, syscall.ECONNREFUSED) {
		w.refused.Add(1)
	}
	if err != nil {
		return no(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, &ippError{reached: true, http: answer.StatusCode}
	}
	if kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type")); err != nil || kind != goipp.ContentType {
		return no(errors.New("answer is not IPP"))
	}
	got, err := decode(answer.Body)
	if err != nil {
		return no(err)
	}
	if got.RequestID != m.RequestID {
		return no(fmt.Errorf("answer to request %d", got.RequestID))
	}
	if s := goipp.Status(got.Code); s > 0xff {
		return got, &ippError{reached: true, status: s}
	}
	return got, nil
}

// decode reads one message of bounded length. A printer's answer is hostile
// until proven otherwise, the decoder included.
func decode(r io.Reader) (m *goipp.Message, err error) {
	defer func() {
		if p := recover(); p != nil {
			m, err = nil, fmt.Errorf("decode answer: %v", p)
		}
	}()
	m = &goipp.Message{}
	if err := m.Decode(io.LimitReader(r, maxAnswer)); err != nil {
		return nil, fmt.Errorf("decode answer: %w", err)
	}
	return m, nil
}

// clean returns what may stand in a log or on the wire, at most limit bytes of
// it.
func clean(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// maxValues bounds how many values of one attribute are looked at, and
// maxValue how long each may be.
const (
	maxValues = 500
	maxValue  = 1023 // RFC 8011, 5.1.2
)

// texts returns the strings and octet strings of the named attribute.
func texts(attrs goipp.Attributes, name string) []string {
	var all []string
	for _, a := range attrs {
		if a.Name != name {
			continue
		}
		for _, v := range a.Values[:min(len(a.Values), maxValues)] {
			switch s := v.V.(type) {
			case goipp.String:
				all = append(all, clean(string(s), maxValue))
			case goipp.TextWithLang:
				all = append(all, clean(s.Text, maxValue))
			case goipp.Binary:
				all = append(all, clean(string(s), maxValue))
			}
		}
	}
	return all
}

// text returns the first string value, "" for none.
func text(attrs goipp.Attributes, name string) string {
	if t := texts(attrs, name); len(t) > 0 {
		return t[0]
	}
	return ""
}

// integer returns the first integer or enum value.
func integer(attrs goipp.Attributes, name string) (int, bool) {
	for _, a := range attrs {
		if a.Name == name && len(a.Values) > 0 {
			if n, ok := a.Values[0].V.(goipp.Integer); ok {
				return int(n), true
			}
		}
	}
	return 0, false
}

// boolean returns the first boolean value, or other when there is none.
func boolean(attrs goipp.Attributes, name string, other bool) bool {
	for _, a := range attrs {
		if a.Name == name && len(a.Values) > 0 {
			if b, ok := a.Values[0].V.(goipp.Boolean); ok {
				return bool(b)
			}
		}
	}
	return other
}
