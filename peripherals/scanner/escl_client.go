package scanner

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// An esclClient talks HTTP to one device and to nothing else: it follows no
// redirect, asks no proxy, and of an address that the device names it takes the
// path alone.
type esclClient struct {
	base      *url.URL // path without a slash at its end
	waits     *esclWaits
	pin       *pin
	transport *http.Transport
}

// esclBase reads the address of a device from the settings.
func esclBase(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return nil, errors.New("address cannot be read")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("address is not of the form http://host/eSCL")
	}
	path := strings.TrimRight(u.Path, "/")
	if path == "" {
		path = "/eSCL"
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}, nil
}

func newESCLClient(set ESCLSettings, waits *esclWaits, log *slog.Logger) *esclClient {
	base, _ := esclBase(set.URL) // checked before
	known, _ := readPin(set.Pin)
	c := &esclClient{base: base, waits: waits, pin: &pin{known: known, taken: set.Pinned, log: log}}
	dial := &net.Dialer{}
	c.transport = &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			ctx, cancel := context.WithTimeout(ctx, waits.connect)
			defer cancel()
			return dial.DialContext(ctx, network, address)
		},
		TLSClientConfig: &tls.Config{
			MinVersion: tls.VersionTLS12,
			// The chain of a scanner's certificate leads nowhere; the pin stands
			// in its place and is looked at on every connection.
			InsecureSkipVerify: true,
			VerifyConnection:   c.pin.verify,
		},
		TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{}, // HTTP/1.1 is all that devices speak well
		TLSHandshakeTimeout:    waits.ask,
		DisableCompression:     true,
		MaxConnsPerHost:        2,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        5 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return c
}

// rest closes the connections that are open and idle.
func (c *esclClient) rest() { c.transport.CloseIdleConnections() }

// do sends one request to a path of the device. The answer's status is the
// caller's to judge; an error is of the conversation itself.
func (c *esclClient) do(ctx context.Context, method, path string, body []byte) (*http.Response, error) {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" {
		return nil, fmt.Errorf("path %q", path)
	}
	u.Scheme, u.Host = c.base.Scheme, c.base.Host
	q, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header.Set("User-Agent", "xiaochuang")
	if body != nil {
		q.Header.Set("Content-Type", "text/xml")
	}
	// The transport, not a Client: nothing may follow a redirect or keep a cookie.
	return c.transport.RoundTrip(q)
}

// document fetches one of the device's XML documents.
func (c *esclClient) document(ctx context.Context, name string) (*element, error) {
	brief, cancel := context.WithTimeout(ctx, c.waits.ask)
	defer cancel()
	a, err := c.do(brief, http.MethodGet, c.base.Path+"/"+name, nil)
	if err != nil {
		return nil, lineTrouble(ctx, err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		return nil, refusal(a)
	}
	root, err := readXML(a.Body)
	if err != nil {
		if brief.Err() != nil || brokenOff(err) {
			return nil, lineTrouble(ctx, err)
		}
		return nil, Trouble(Unsupported, fmt.Errorf("%s: %w", name, err))
	}
	if root.name == name {
		c.pin.keep(a.TLS)
	}
	return root, nil
}

// status fetches and reads the device's condition.
func (c *esclClient) status(ctx context.Context) (scannerStatus, error) {
	root, err := c.document(ctx, "ScannerStatus")
	if err != nil {
		return scannerStatus{}, err
	}
	if root.name != "ScannerStatus" {
		return scannerStatus{}, Trouble(Unsupported, fmt.Errorf("document %.40q is not ScannerStatus", root.name))
	}
	return readStatus(root), nil
}

// post asks for a job. An answer that took the job is returned even when ctx
// ends meanwhile, if it comes soon: a job that nobody knows of cannot be taken
// back.
func (c *esclClient) post(ctx context.Context, body []byte) (*http.Response, error) {
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.waits.post)
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		t := time.AfterFunc(c.waits.remove/2, cancel)
		context.AfterFunc(own, func() { t.Stop() })
	})()
	a, err := c.do(own, http.MethodPost, c.base.Path+"/ScanJobs", body)
	if err != nil {
		return nil, lineTrouble(ctx, err)
	}
	_ = a.Body.Close() // not read: some devices hang up before its end
	return a, nil
}

// jobPath returns the path of a job from the Location of its answer, which may
// be absolute with a host that nobody can reach, or with half of one, or
// relative.
func (c *esclClient) jobPath(location string) (string, error) {
	p := strings.TrimSpace(location)
	if len(p) > 1024 || p != printable([]byte(p)) || strings.ContainsAny(p, " \\") {
		return "", errors.New("location cannot be read")
	}
	for _, scheme := range []string{"http://", "https://", "//"} {
		if len(p) >= len(scheme) && strings.EqualFold(p[:len(scheme)], scheme) {
			_, rest, _ := strings.Cut(p[len(scheme):], "/")
			p = "/" + rest
			break
		}
	}
	p, _, _ = strings.Cut(p, "?")
	p, _, _ = strings.Cut(p, "#")
	switch {
	case strings.HasPrefix(p, "/"):
	case strings.HasPrefix(p, "ScanJobs/"):
		p = c.base.Path + "/" + p
	default:
		p = c.base.Path + "/ScanJobs/" + p
	}
	p = "/" + strings.Trim(p, "/")
	for part := range strings.SplitSeq(p, "/") {
		if part == "." || part == ".." {
			return "", errors.New("location with dots")
		}
	}
	if p == "/" || strings.HasSuffix(p, "/ScanJobs") {
		return "", errors.New("location names no job")
	}
	if _, err := url.Parse(p); err != nil {
		return "", errors.New("location cannot be read")
	}
	return p, nil
}

// remove takes a job back. Devices answer 200, 204, 404 or 410 to that, and
// whatever they answer, there is no more to be done; only a device that is busy
// is asked again.
func (c *esclClient) remove(path string) {
	ctx, cancel := context.WithTimeout(context.Background(), c.waits.remove)
	defer cancel()
	for {
		a, err := c.do(ctx, http.MethodDelete, path, nil)
		if err != nil {
			return
		}
		_ = a.Body.Close()
		if a.StatusCode != http.StatusServiceUnavailable || pause(ctx, c.waits.retry) != nil {
			return
		}
	}
}

// refusal is the Problem of an answer that is no success.
func refusal(a *http.Response) error {
	cause := Unsupported // redirects too: the address is to be set right by hand
	switch code := a.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		cause = Access
	case code == http.StatusServiceUnavailable || code == http.StatusTooManyRequests:
		cause = Busy
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed || code == http.StatusNotImplemented:
	case code >= 500:
		cause = Fault
	case code >= 400:
		cause = Option
	}
	return Trouble(cause, fmt.Errorf("device answers %d", a.StatusCode))
}

// lineTrouble is the Problem of an exchange that broke. The caller's own end
// comes before whatever it made of the line.
func lineTrouble(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return Trouble(causeOfContext(ctx), context.Cause(ctx))
	}
	var network *net.OpError
	switch {
	case errors.Is(err, errPin):
		return Trouble(Access, err)
	case errors.As(err, new(*net.DNSError)), errors.As(err, &network) && network.Op == "dial":
		return Trouble(Offline, err)
	case errors.As(err, new(tls.RecordHeaderError)), network != nil && strings.HasSuffix(network.Op, " error"):
		return Trouble(Unsupported, err) // no TLS there, or none that both speak
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.Canceled):
		return Trouble(Timeout, os.ErrDeadlineExceeded)
	}
	if t, ok := errors.AsType[net.Error](err); ok && t.Timeout() {
		return Trouble(Timeout, err)
	}
	return Trouble(IO, err)
}

// brokenOff reports whether a document ended because the line did.
func brokenOff(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, new(*net.OpError))
}
