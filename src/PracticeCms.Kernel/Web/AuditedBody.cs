using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PracticeCms.Kernel.Audit;

namespace PracticeCms.Kernel.Web;

/// <summary>
/// Lets the audit of what was read become durable before the first byte of an answer leaves. Where it cannot, the write fails while the answer
/// can still be another one.
/// </summary>
internal sealed class AuditedBody(IHttpResponseBodyFeature prior, AuditReads reads) : StreamResponseBodyFeature(new Guard(prior.Stream, reads), prior)
{
    public override async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await reads.WriteAsync();
        await base.StartAsync(cancellationToken);
    }

    private sealed class Guard(Stream inner, AuditReads reads) : Stream
    {
        private bool started;

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await StartAsync();
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await StartAsync();
            await inner.FlushAsync(cancellationToken);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            StartAsync().AsTask().GetAwaiter().GetResult();
            inner.Write(buffer, offset, count);
        }

        public override void Flush()
        {
            StartAsync().AsTask().GetAwaiter().GetResult();
            inner.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private async ValueTask StartAsync()
        {
            if (!started)
            {
                await reads.WriteAsync();
                started = true;
            }
        }
    }
}
