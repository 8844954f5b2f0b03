using Entente.Benchmarks;

if (args is ["peer", .. var peer])
{
    return PeerRun.Run(peer);
}

if (args is ["table", .. var table])
{
    return RatioTable.Run(table);
}

BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(PeerRun).Assembly).Run(args);
return 0;
