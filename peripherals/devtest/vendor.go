package devtest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// A VendorRig is the service of a document camera's vendor in software: JSON over
// WebSocket, with one camera that sees whatever was laid below it.
type VendorRig struct {
	URL string // ws://

	mu   sync.Mutex
	page []byte
}

// Vendor starts the service with nothing below the camera, which it says is a fault.
func Vendor(t testing.TB) *VendorRig {
	t.Helper()
	r := &VendorRig{}
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	r.URL = "ws" + strings.TrimPrefix(s.URL, "http")
	return r
}

// Lay puts a page below the camera, as a JPEG file.
func (r *VendorRig) Lay(page []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.page = page
}

// ServeHTTP serves one conversation.
func (r *VendorRig) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	c, err := websocket.Accept(w, q, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	for {
		_, b, err := c.Read(q.Context())
		var asked struct {
			Function string `json:"function"`
		}
		if err != nil || json.Unmarshal(b, &asked) != nil {
			return
		}
		if c.Write(q.Context(), websocket.MessageText, r.answer(asked.Function)) != nil {
			return
		}
	}
}

func (r *VendorRig) answer(function string) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case function == "Cam_GetDevCount":
		return fmt.Appendf(nil, `{"functionName":%q,"DevCount":1}`, function)
	case function == "Cam_Photo" && r.page == nil:
		return fmt.Appendf(nil, `{"functionName":%q,"success":1}`, function)
	case function == "Cam_Photo":
		return fmt.Appendf(nil, `{"functionName":%q,"success":0,"base64":%q}`, function, base64.StdEncoding.EncodeToString(r.page))
	}
	return fmt.Appendf(nil, `{"functionName":%q,"success":0}`, function)
}
