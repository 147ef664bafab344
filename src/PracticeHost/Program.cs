using PracticeCms.Kernel.Cli;
using PracticeHost;

FileMask.KeepOthersOut();
return await CommandLine.RunAsync(args, PracticeApp.Build);
