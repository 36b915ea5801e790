// Package scanstest holds the contract of the scans port as tests, and a real S3
// service for tests to run on.
package scanstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Gateway is the S3 service that tests run on (Apache-2.0), in the cache folder of
// the user where .ci/deps puts it. It serves a folder and forces nothing to the
// disk: it is for tests, and keeps no street's pages.
const Gateway = "versitygw-v1.8.0"

const (
	access = "xc-test"
	secret = "xc-test-secret"
)

// A Server is an S3 service of this test process. It ends with the process,
// however that ends.
type Server struct {
	host string
	pid  int
	stop io.Closer
	done chan struct{}
	n    atomic.Int64
}

// PID is the process that the service descends from.
func (s *Server) PID() int { return s.pid }

var shared = sync.OnceValues(start)

// Shared returns the service of this test process.
func Shared(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Start returns a service for one test, which may stop it.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the service and removes what it wrote.
func (s *Server) Stop() {
	s.stop.Close()
	<-s.done
}

// A Location is a bucket, for those that do not take its address.
type Location struct{ Host, Key, Secret, Bucket string }

// Location makes an empty bucket and tells where it is.
func (s *Server) Location(t testing.TB) Location {
	t.Helper()
	name := fmt.Sprintf("pages%d", s.n.Add(1))
	if err := s.makeBucket(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	return Location{Host: s.host, Key: access, Secret: secret, Bucket: name}
}

// Bucket makes an empty bucket and returns its address.
func (s *Server) Bucket(t testing.TB) string {
	t.Helper()
	l := s.Location(t)
	return fmt.Sprintf("s3://%s:%s@%s/%s/scans?tls=0&region=us-east-1", l.Key, l.Secret, l.Host, l.Bucket)
}

func (s *Server) makeBucket(ctx context.Context, name string) error {
	c, err := minio.New(s.host, &minio.Options{Creds: credentials.NewStaticV4(access, secret, ""), Region: "us-east-1"})
	if err != nil {
		return err
	}
	return c.MakeBucket(ctx, name, minio.MakeBucketOptions{})
}

// supervise runs the service $2 at $3 in the folder $1 until its standard input
// ends, which happens however the test process ends.
const supervise = `
"$2" --port "$3" --quiet posix --sidecar "$1/about" "$1/buckets" >"$1/log" 2>&1 &
pid=$!
read line
kill -KILL $pid 2>/dev/null
wait $pid
rm -rf "$1"
`

func start() (*Server, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	program := filepath.Join(cache, "xiaochuang", Gateway)
	if _, err := os.Stat(program); err != nil {
		return nil, fmt.Errorf("no S3 service to test on: run .ci/deps, which builds %s", program)
	}
	dir, err := os.MkdirTemp("", "xc-s3-")
	if err != nil {
		return nil, err
	}
	for _, sub := range []string{"about", "buckets"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, err
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{host: l.Addr().String(), done: make(chan struct{})}
	l.Close()
	run := exec.Command("sh", "-c", supervise, "sh", dir, program, s.host)
	run.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+access, "ROOT_SECRET_KEY="+secret)
	if s.stop, err = run.StdinPipe(); err != nil {
		return nil, err
	}
	if err := run.Start(); err != nil {
		return nil, err
	}
	s.pid = run.Process.Pid
	go func() {
		defer close(s.done)
		run.Wait()
	}()
	return s, s.wait(dir)
}

// wait tries until the service answers.
func (s *Server) wait(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		err := s.makeBucket(ctx, "ready")
		if err == nil {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("the S3 service ended: %w", err)
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return errors.Join(fmt.Errorf("the S3 service does not answer: %w: %s", err, bytes.TrimSpace(log)), s.stop.Close())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Secret reports whether a text holds the secret of the service.
func Secret(text string) bool { return strings.Contains(text, secret) }
