using Pudding.Guardian;

return GuardianProgram.Run();
